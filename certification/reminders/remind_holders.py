"""Tell the holders of certificates that end soon, on their desk and by mail."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.reminders import queries
from gateways.mail import Due, ask_stewards
from models.enums import MailKind

# Days before the last day.
THRESHOLDS = (90, 30, 7)


def remind_holders(session: Session, *, now: datetime) -> int:
    """Write the reminders that became due; how many. Safe to repeat."""
    reminded = queries.insert_due(session, thresholds=list(THRESHOLDS), now=now)
    due = [Due(to=one.holder_id, about=one.certificate_id, key=f"{one.certificate_id}:{one.days}") for one in reminded]
    ask_stewards(session, MailKind.CERTIFICATE_ENDS, due, now=now)
    return len(reminded)
