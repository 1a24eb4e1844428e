"""SQL of sending: what is due, for whom, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.database import changed_rows
from models.enums import AttemptOutcome, DeliveryState
from models.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent

# The oldest first, so that one of many that fail comes to its last attempt and the endpoint is given up.
_DUE = text(
    """
    select id from webhook_delivery
    where endpoint_id = :endpoint_id and state = 'waiting' and next_attempt_at <= :now
    order by id limit 1
    """
)
_ENDPOINTS_DUE = text(
    """
    select e.id from webhook_endpoint e
    where e.state = 'active' and (e.rests_until is null or e.rests_until <= :now)
      and (e.leased_until is null or e.leased_until <= :now)
      and exists (select from webhook_delivery d
                  where d.endpoint_id = e.id and d.state = 'waiting' and d.next_attempt_at <= :now)
    order by e.id
    """
)
_MAKE_DUE = text(
    "update webhook_delivery set next_attempt_at = :now where endpoint_id = :endpoint_id and state = 'waiting'"
)
_AGAIN = text(
    """
    update webhook_delivery d set state = 'waiting', tries = 0, next_attempt_at = :now, ended_at = null
    from webhook_event e
    where e.id = d.event_id and d.endpoint_id = :endpoint_id and d.state = any(cast(:states as text[]))
      and e.occurred_at >= :since and e.occurred_at < :until
    """
)


@dataclass(frozen=True)
class Message:
    """One delivery, about to be attempted for the `number`-th time."""

    delivery_id: str
    number: int
    endpoint_id: str
    event_id: str
    kind: str
    object_kind: str
    object_id: str
    occurred_at: datetime
    url: str
    generation: int
    previous_until: datetime | None


def list_endpoints_due(session: Session, now: datetime) -> list[str]:
    """Those that something waits for, and that nobody is sending to."""
    return list(session.execute(_ENDPOINTS_DUE, {"now": now}).scalars())


def count_leases(session: Session, now: datetime) -> int:
    """How many endpoints somebody is sending to."""
    statement = select(func.count()).where(col(WebhookEndpoint.leased_until) > now)
    return session.execute(statement).scalar_one()


def lock_endpoint(session: Session, endpoint_id: str) -> WebhookEndpoint | None:
    """Not against the facts that tell it something: they only need it to stay."""
    statement = select(WebhookEndpoint).where(col(WebhookEndpoint.id) == endpoint_id)
    statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.execute(statement).scalar_one_or_none()


def lock_delivery(session: Session, delivery_id: str) -> WebhookDelivery | None:
    statement = select(WebhookDelivery).where(col(WebhookDelivery.id) == delivery_id)
    return session.execute(statement.with_for_update().execution_options(populate_existing=True)).scalar_one_or_none()


def find_due(session: Session, endpoint_id: str, *, now: datetime) -> str | None:
    """The oldest delivery to an endpoint that is due."""
    return session.execute(_DUE, {"endpoint_id": endpoint_id, "now": now}).scalar_one_or_none()


def begin_attempt(session: Session, endpoint: WebhookEndpoint, delivery: WebhookDelivery, *, now: datetime) -> Message:
    """Count it and write it down, before it is made."""
    delivery.attempts += 1
    delivery.tries += 1
    attempt = WebhookAttempt(delivery_id=delivery.id, number=delivery.attempts, started_at=now)
    session.add_all([delivery, attempt])
    session.flush()
    event = session.get_one(WebhookEvent, delivery.event_id)
    return Message(
        delivery_id=delivery.id,
        number=delivery.attempts,
        endpoint_id=endpoint.id,
        event_id=event.id,
        kind=event.kind,
        object_kind=event.object,
        object_id=event.object_id,
        occurred_at=event.occurred_at,
        url=endpoint.url,
        generation=endpoint.generation,
        previous_until=endpoint.previous_until,
    )


def end_attempt(
    session: Session,
    message: Message,
    *,
    outcome: AttemptOutcome,
    status: int | None,
    duration_ms: int,
    answer: str,
    refused_address: str | None,
) -> None:
    attempt = session.get_one(WebhookAttempt, (message.delivery_id, message.number))
    attempt.outcome, attempt.status, attempt.duration_ms = outcome, status, duration_ms
    attempt.answer, attempt.refused_address = answer, refused_address
    session.add(attempt)
    session.flush()


def mark_delivery(
    session: Session, delivery: WebhookDelivery, state: DeliveryState, *, retry_at: datetime | None, now: datetime
) -> None:
    delivery.state = state
    delivery.ended_at = None if retry_at else now
    delivery.next_attempt_at = retry_at or delivery.next_attempt_at
    session.add(delivery)
    session.flush()


def make_due(session: Session, endpoint_id: str, *, now: datetime) -> None:
    """All that waits for an endpoint may be sent now."""
    session.execute(_MAKE_DUE, {"endpoint_id": endpoint_id, "now": now})


def mark_asked_again(session: Session, delivery: WebhookDelivery, *, now: datetime) -> None:
    delivery.state, delivery.ended_at = DeliveryState.WAITING, None
    delivery.tries, delivery.next_attempt_at = 0, now
    session.add(delivery)
    session.flush()


def mark_range_again(
    session: Session, endpoint_id: str, *, since: datetime, until: datetime, states: list[str], now: datetime
) -> int:
    """Deliveries of events from `since` to before `until` that stand so; how many."""
    asked = {"endpoint_id": endpoint_id, "since": since, "until": until, "states": states, "now": now}
    return changed_rows(session.execute(_AGAIN, asked))
