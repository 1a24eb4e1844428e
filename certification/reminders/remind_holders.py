"""Tell the holders of certificates that end soon, on their desk."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.reminders import queries

# Days before the last day.
THRESHOLDS = (90, 30, 7)


def remind_holders(session: Session, *, now: datetime) -> int:
    """Write the reminders that became due; how many. Safe to repeat."""
    return queries.insert_due(session, thresholds=list(THRESHOLDS), now=now)
