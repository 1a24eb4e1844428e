"""SQL of what was told and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.database import changed_rows
from models.webhooks import WebhookAttempt

_TOLD = text(
    """
    select d.id, d.endpoint_id, d.event_id, e.kind, e.object, e.object_id, e.occurred_at, d.state, d.attempts,
           case d.state when 'waiting' then d.next_attempt_at end as next_attempt_at, d.ended_at,
           a.outcome as last_outcome, a.status as last_status
    from webhook_delivery d
    join webhook_event e on e.id = d.event_id
    left join webhook_attempt a on a.delivery_id = d.id and a.number = d.attempts
    where (cast(:endpoint_id as text) is null or d.endpoint_id = :endpoint_id)
      and (cast(:id as text) is null or d.id = :id)
      and (cast(:state as text) is null or d.state = :state)
      and (cast(:before as text) is null or d.id < :before)
    order by d.id desc
    limit :limit
    """
)

_OLD = "select id from webhook_event where created_at < :before order by created_at limit :limit"
_DELETE_ATTEMPTS = text(
    f"""
    delete from webhook_attempt a using webhook_delivery d
    where d.id = a.delivery_id and d.event_id in ({_OLD})
    """
)
_DELETE_DELIVERIES = text(f"delete from webhook_delivery where event_id in ({_OLD})")
_DELETE_EVENTS = text(f"delete from webhook_event where id in ({_OLD})")


@dataclass(frozen=True)
class DeliveryFact:
    """One event on its way to one webhook, with how its last attempt ended."""

    id: str
    endpoint_id: str
    event_id: str
    kind: str
    object: str
    object_id: str
    occurred_at: datetime
    state: str
    attempts: int
    next_attempt_at: datetime | None
    ended_at: datetime | None
    last_outcome: str | None
    last_status: int | None


def list_deliveries(
    session: Session, endpoint_id: str, *, state: str | None = None, before: str | None = None, limit: int = 100
) -> list[DeliveryFact]:
    """What was told to a webhook, newest first; `before` is the id of the last one already seen."""
    asked = {"endpoint_id": endpoint_id, "id": None, "state": state, "before": before, "limit": limit}
    return [DeliveryFact(**row._mapping) for row in session.execute(_TOLD, asked)]


def get_delivery(session: Session, delivery_id: str) -> DeliveryFact:
    """One that is there."""
    asked = {"endpoint_id": None, "id": delivery_id, "state": None, "before": None, "limit": 1}
    return DeliveryFact(**session.execute(_TOLD, asked).one()._mapping)


def list_attempts(session: Session, delivery_id: str) -> list[WebhookAttempt]:
    """The first one first."""
    statement = select(WebhookAttempt).where(col(WebhookAttempt.delivery_id) == delivery_id)
    return list(session.execute(statement.order_by(col(WebhookAttempt.number))).scalars())


def delete_events(session: Session, *, before: datetime, limit: int) -> int:
    """The oldest of those written before a moment, with all that came of them."""
    asked = {"before": before, "limit": limit}
    session.execute(_DELETE_ATTEMPTS, asked)
    session.execute(_DELETE_DELIVERIES, asked)
    return changed_rows(session.execute(_DELETE_EVENTS, asked))
