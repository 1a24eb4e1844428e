"""Come back to events that nobody finished: their task may be lost with the broker, or they were put off."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import request_task
from market.payments import queries
from models.enums import TaskName


def sweep_events(session: Session, *, now: datetime) -> int:
    """Ask again for each waiting event that is due; how many."""
    keys = queries.list_waiting_events(session, now)
    for key in keys:
        request_task(session, TaskName.HANDLE_STRIPE_EVENT, key=key, now=now, event_key=key)
    return len(keys)
