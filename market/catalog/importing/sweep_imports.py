"""Ask again for imports that nobody works on: their request was lost with the broker, or their worker died."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import request_tasks
from market.catalog.importing.job_queries import list_waiting
from models.enums import TaskName


def sweep_imports(session: Session, *, now: datetime) -> int:
    """Request each import that has not moved for a minute; how many."""
    waiting = list_waiting(session)
    request_tasks(session, TaskName.RUN_IMPORT, argument="import_id", values=waiting, now=now)
    return len(waiting)
