"""Ask again for statements that wait too long: their request, or who computed them, may be lost."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateways.outbox import request_tasks
from market.impact import queries
from models.enums import TaskName

_PATIENCE = timedelta(minutes=1)
# Longer than a task may run.
_LONGEST_BUILD = timedelta(minutes=10)


def sweep_statements(session: Session, *, now: datetime) -> int:
    """Request each statement that has been queued for a while or was begun and left; how many."""
    waiting = queries.list_waiting(session, queued_before=now - _PATIENCE, started_before=now - _LONGEST_BUILD)
    request_tasks(session, TaskName.BUILD_IMPACT_STATEMENT, argument="statement_id", values=waiting, now=now)
    return len(waiting)
