"""Rows of webhooks as their owners keep them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, func, select, text
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from models.enums import EndpointState, MemberRole, OrganisationKind
from models.organisations import Membership, Organisation
from models.webhooks import WebhookDelivery, WebhookEndpoint

_SEEN = text(
    """
    select e.id, e.organisation_id, o.name as organisation_name, o.kind = 'market' as is_markets,
           e.url, e.description, e.kinds, e.state,
           e.disabled_reason, e.disabled_at, e.previous_until, e.failures, e.created_at,
           (select count(*) from webhook_delivery d where d.endpoint_id = e.id and d.state = 'waiting') as waiting,
           (select count(*) from webhook_delivery d where d.endpoint_id = e.id and d.state = 'failed') as failed
    from webhook_endpoint e join organisation o on o.id = e.organisation_id
    where e.state <> 'removed'
      and (cast(:organisations as text[]) is null or e.organisation_id = any(cast(:organisations as text[])))
      and (cast(:id as text) is null or e.id = :id)
      and (cast(:before as text) is null or e.id < :before)
    order by e.id desc
    limit :limit
    """
)


@dataclass(frozen=True)
class WebhookFact:
    """A webhook as its owner sees it. `failures` in a row; `waiting` and `failed` deliveries."""

    id: str
    organisation_id: str
    organisation_name: str
    is_markets: bool
    url: str
    description: str
    kinds: tuple[str, ...]
    state: str
    disabled_reason: str | None
    disabled_at: datetime | None
    previous_until: datetime | None
    failures: int
    created_at: datetime
    waiting: int
    failed: int


def find_market(session: Session) -> str | None:
    """The id of the market's own organisation."""
    statement = select(col(Organisation.id)).where(col(Organisation.kind) == OrganisationKind.MARKET)
    return session.execute(statement).scalars().first()


def lock_organisation(session: Session, organisation_id: str) -> bool:
    """Whether it is still there; two that open webhooks for it wait for each other."""
    statement = select(col(Organisation.id)).where(
        col(Organisation.id) == organisation_id, col(Organisation.archived_at).is_(None)
    )
    return session.execute(statement.with_for_update(key_share=True)).first() is not None


def count_webhooks(session: Session, organisation_id: str) -> int:
    statement = select(func.count()).where(
        col(WebhookEndpoint.organisation_id) == organisation_id, col(WebhookEndpoint.state) != EndpointState.REMOVED
    )
    return session.execute(statement).scalar_one()


def list_stewarded(session: Session, person_id: str) -> list[str]:
    """The organisations that a person is a steward of."""
    statement = select(col(Membership.organisation_id)).where(
        col(Membership.person_id) == person_id,
        col(Membership.role) == MemberRole.STEWARD,
        col(Membership.ended_at).is_(None),
    )
    return list(session.execute(statement).scalars())


def find_webhook(session: Session, webhook_id: str) -> WebhookEndpoint | None:
    """One that was not removed."""
    return session.execute(_there(webhook_id)).scalar_one_or_none()


def lock_webhook(session: Session, webhook_id: str) -> WebhookEndpoint | None:
    """The same, locked; not against facts that are told to it."""
    statement = _there(webhook_id).with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.execute(statement).scalar_one_or_none()


def find_delivery(session: Session, delivery_id: str) -> WebhookDelivery | None:
    return session.get(WebhookDelivery, delivery_id)


def insert(session: Session, *rows: SQLModel) -> None:
    """One after the other: a row may refer to the one before it."""
    for row in rows:
        session.add(row)
        session.flush()


def list_webhooks(
    session: Session, *, organisations: list[str] | None, before: str | None = None, limit: int = 100
) -> list[WebhookFact]:
    """Those of some organisations, or of all, newest first; `before` is the id of the last one already seen."""
    asked = {"organisations": organisations, "id": None, "before": before, "limit": limit}
    return [_fact(row) for row in session.execute(_SEEN, asked)]


def get_webhook(session: Session, webhook_id: str) -> WebhookFact:
    """One that is there."""
    asked = {"organisations": None, "id": webhook_id, "before": None, "limit": 1}
    return _fact(session.execute(_SEEN, asked).one())


def _there(webhook_id: str) -> Select[WebhookEndpoint]:
    return select(WebhookEndpoint).where(
        col(WebhookEndpoint.id) == webhook_id, col(WebhookEndpoint.state) != EndpointState.REMOVED
    )


def _fact(row: Row[tuple[object, ...]]) -> WebhookFact:
    return WebhookFact(**{**row._mapping, "kinds": tuple(row._mapping["kinds"])})
