"""Say where an organisation wants to be told of what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from gateways.posting import may_be_posted_to
from market.accounts.errors import NoSuchOrganisation
from market.webhooks import queries
from market.webhooks.errors import TooManyWebhooks, WebhookAddressRefused
from market.webhooks.reach import Reach
from market.webhooks.signing import secret_of
from models.enums import WebhookKind
from models.webhooks import WebhookEndpoint

_MOST = 20


@dataclass(frozen=True)
class WebhookTerms:
    """Where to, and of what. `secret_key` is the installation's own; `may_reach_loopback` for tests and demos."""

    url: str
    kinds: Collection[WebhookKind]
    description: str
    secret_key: str
    may_reach_loopback: bool


@dataclass(frozen=True)
class OpenedWebhook:
    """`secret` is shown this once."""

    id: str
    secret: str


def open_webhook(
    session: Session, terms: WebhookTerms, *, organisation_id: str | None, reach: Reach, now: datetime
) -> OpenedWebhook:
    """From now on it is told what happens; without an organisation, the market's operators are.

    Raises NoSuchOrganisation unless the person acts for it, WebhookAddressRefused, TooManyWebhooks.
    """
    owner = organisation_id or queries.find_market(session)
    if owner is None or not reach.owns(session, owner) or not queries.lock_organisation(session, owner):
        raise NoSuchOrganisation()
    refuse_address(terms.url, may_reach_loopback=terms.may_reach_loopback)
    if queries.count_webhooks(session, owner) >= _MOST:
        raise TooManyWebhooks(_MOST)
    endpoint = WebhookEndpoint(
        organisation_id=owner,
        url=terms.url,
        description=terms.description,
        kinds=sorted({str(kind) for kind in terms.kinds}),
        created_by=reach.person_id,
        created_at=now,
    )
    queries.insert(session, endpoint)
    record_audit(
        session,
        action="webhook.open",
        actor_id=reach.person_id,
        object_id=endpoint.id,
        detail={"organisation": owner, "kinds": " ".join(endpoint.kinds)},
        now=now,
    )
    return OpenedWebhook(endpoint.id, secret_of(endpoint.id, endpoint.generation, secret_key=terms.secret_key))


def refuse_address(url: str, *, may_reach_loopback: bool) -> None:
    """Raises WebhookAddressRefused. Who answers to a name is asked when something is sent, every time."""
    if not may_be_posted_to(url, may_reach_loopback=may_reach_loopback):
        raise WebhookAddressRefused()
