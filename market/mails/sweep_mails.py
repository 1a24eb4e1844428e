"""Ask again for mails whose task was lost, and for those that are to be tried another time."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import request_tasks
from market.mails import queries
from models.enums import TaskName

_AT_ONCE = 500


def sweep_mails(session: Session, *, now: datetime) -> int:
    """How many are due. A task too many is harmless."""
    due = queries.list_due(session, now=now, limit=_AT_ONCE)
    request_tasks(session, TaskName.SEND_MAIL, argument="mail_id", values=due, now=now)
    return len(due)
