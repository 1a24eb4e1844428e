"""Ask again for statements that wait too long: their request may be lost with the broker."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateways.outbox import request_tasks
from market.impact import queries
from models.enums import TaskName

_PATIENCE = timedelta(minutes=1)


def sweep_statements(session: Session, *, now: datetime) -> int:
    """Request each statement that has been queued for a while; how many."""
    waiting = queries.list_queued(session, before=now - _PATIENCE)
    request_tasks(session, TaskName.BUILD_IMPACT_STATEMENT, argument="statement_id", values=waiting, now=now)
    return len(waiting)
