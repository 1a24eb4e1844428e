"""Ask again for every operation that a lost message, a dead worker or a refusal that heals has left unfinished."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import request_tasks
from market.payments.operations import queries
from models.enums import TaskName


def sweep_operations(session: Session, *, now: datetime) -> int:
    """Request a task for each operation that is due and not done; how many. A task too many is harmless."""
    overdue = queries.list_overdue(session, now)
    request_tasks(session, TaskName.EXECUTE_STRIPE_OPERATION, argument="operation_id", values=overdue, now=now)
    return len(overdue)
