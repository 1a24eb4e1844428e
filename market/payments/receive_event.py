"""Store an event before Stripe is told that we have it. The row is the work; the task only wakes a worker."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import request_task
from gateways.stripe import EventFact
from market.payments import queries
from models.enums import TaskName


def receive_event(session: Session, event: EventFact, *, now: datetime) -> None:
    """Store the event once; while it is unhandled, each delivery asks for the work again."""
    if queries.insert_event(session, event, now=now):
        key = f"{event.account}/{event.id}"
        request_task(session, TaskName.HANDLE_STRIPE_EVENT, key=key, now=now, event_key=key)
