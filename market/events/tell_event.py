"""Tell one event's story: what it is about, what came of it, when it is tried next."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.events.errors import NoSuchStripeEvent
from market.payments import queries
from market.payments.events_queries import StoredEvent
from market.requests.alert_queries import list_of_subject
from models.operations import Alert


@dataclass(frozen=True)
class EventStory:
    """`subject_type` and `subject_id` are Stripe's words; `next_attempt_at` is None once it is handled."""

    event: StoredEvent
    subject_type: str
    subject_id: str
    api_version: str | None
    next_attempt_at: datetime | None
    alerts: Sequence[Alert]


def tell_event(session: Session, *, account: str, event_id: str) -> EventStory:
    """Raises NoSuchStripeEvent."""
    event = queries.find_event(session, account=account, event_id=event_id)
    if event is None:
        raise NoSuchStripeEvent()
    subject = _subject_of(event.payload)
    return EventStory(
        StoredEvent(
            account=event.account,
            id=event.id,
            type=event.type,
            occurred_at=event.occurred_at,
            received_at=event.received_at,
            deliveries=event.deliveries,
            attempts=event.attempts,
            outcome=event.outcome,
            last_error=event.last_error,
            handled_at=event.handled_at,
        ),
        subject_type=str(subject.get("object") or subject.get("type") or ""),
        subject_id=str(subject.get("id") or ""),
        api_version=event.api_version,
        next_attempt_at=None if event.handled_at else event.next_attempt_at,
        alerts=list_of_subject(session, event.id),
    )


def _subject_of(payload: str) -> Mapping[str, object]:
    """The object that the event is about; nothing for a body that has none. Thin events only name it."""
    try:
        body = json.loads(payload)
    except ValueError:
        return {}
    if not isinstance(body, dict):
        return {}
    data = body.get("data")
    found = data.get("object") if isinstance(data, dict) else None
    found = found or body.get("related_object")
    return found if isinstance(found, dict) else {}
