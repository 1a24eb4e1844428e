"""Change where a webhook leads and what it tells."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.webhooks.open_webhook import refuse_address
from market.webhooks.reach import Reach
from models.enums import WebhookKind
from models.webhooks import WebhookEndpoint


@dataclass(frozen=True)
class WebhookChange:
    """What is None stays as it is."""

    url: str | None = None
    kinds: Collection[WebhookKind] | None = None
    description: str | None = None


def change_webhook(
    session: Session,
    webhook_id: str,
    change: WebhookChange,
    *,
    reach: Reach,
    may_reach_loopback: bool,
    now: datetime,
) -> WebhookEndpoint:
    """What still waits goes to the new address. Raises NoSuchWebhook, WebhookAddressRefused."""
    endpoint = reach.lock_own(session, webhook_id)
    if change.url is not None:
        refuse_address(change.url, may_reach_loopback=may_reach_loopback)
        endpoint.url = change.url
        # Another server has failed at nothing yet.
        endpoint.failures, endpoint.rests_until = 0, None
    if change.kinds is not None:
        endpoint.kinds = sorted({str(kind) for kind in change.kinds})
    if change.description is not None:
        endpoint.description = change.description
    session.flush()
    record_audit(
        session,
        action="webhook.change",
        actor_id=reach.person_id,
        object_id=endpoint.id,
        detail={"kinds": " ".join(endpoint.kinds), "address": "kept" if change.url is None else "changed"},
        now=now,
    )
    return endpoint
