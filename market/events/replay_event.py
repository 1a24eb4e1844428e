"""Let an event of Stripe's be handled once more, by a worker."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from gateways.outbox import request_task
from market.events.errors import NoSuchStripeEvent
from market.payments import queries
from models.enums import TaskName
from models.payments import StripeEvent


def replay_event(session: Session, *, account: str, event_id: str, person_id: str | None, now: datetime) -> StripeEvent:
    """Every effect is safe to repeat, so it does not matter whether the event was handled before, nor how often this is
    asked. Raises NoSuchStripeEvent.
    """
    event = queries.lock_event(session, account=account, event_id=event_id)
    if event is None:
        raise NoSuchStripeEvent()
    was = "handled" if event.handled_at is not None else "waiting"
    queries.mark_waiting(session, event, now=now)
    key = f"{account}/{event_id}"
    request_task(session, TaskName.HANDLE_STRIPE_EVENT, key=key, now=now, event_key=key)
    record_audit(
        session,
        action="stripe_event.replay",
        actor_id=person_id,
        object_id=event_id,
        detail={"type": event.type, "account": account, "was": was},
        now=now,
    )
    return event
