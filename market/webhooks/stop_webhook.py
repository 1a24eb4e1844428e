"""Disable a webhook, enable it again, or remove it."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.requests.alerts import withdraw_alert
from market.webhooks import sending_queries
from market.webhooks.errors import WebhookStoppedByOperator
from market.webhooks.reach import Reach
from models.enums import DisabledReason, EndpointState
from models.webhooks import WebhookEndpoint


def disable_webhook(session: Session, webhook_id: str, *, reach: Reach, now: datetime) -> WebhookEndpoint:
    """Nothing is sent; what happens meanwhile is kept for it. Safe to repeat. Raises NoSuchWebhook."""
    endpoint = reach.lock(session, webhook_id)
    if endpoint.state == EndpointState.DISABLED:
        return endpoint
    is_owner = reach.owns(session, endpoint.organisation_id)
    endpoint.state, endpoint.disabled_at = EndpointState.DISABLED, now
    endpoint.disabled_reason = DisabledReason.OWNER if is_owner else DisabledReason.OPERATOR
    session.flush()
    _record(session, "webhook.disable", endpoint, reach, now)
    return endpoint


def enable_webhook(session: Session, webhook_id: str, *, reach: Reach, now: datetime) -> WebhookEndpoint:
    """What it missed is sent at once, the oldest first. Safe to repeat.

    Raises NoSuchWebhook, WebhookStoppedByOperator for its owner where the market's operator disabled it.
    """
    endpoint = reach.lock(session, webhook_id)
    if endpoint.state == EndpointState.ACTIVE:
        return endpoint
    if endpoint.disabled_reason == DisabledReason.OPERATOR and not reach.is_operator:
        raise WebhookStoppedByOperator()
    endpoint.state, endpoint.disabled_reason, endpoint.disabled_at = EndpointState.ACTIVE, None, None
    endpoint.failures, endpoint.rests_until = 0, None
    session.flush()
    sending_queries.make_due(session, endpoint.id, now=now)
    withdraw_alert(session, f"webhook:{endpoint.id}", because="The webhook is enabled again.", now=now)
    _record(session, "webhook.enable", endpoint, reach, now)
    return endpoint


def remove_webhook(session: Session, webhook_id: str, *, reach: Reach, now: datetime) -> None:
    """It is told nothing any more, also not what waits. Raises NoSuchWebhook."""
    endpoint = reach.lock_own(session, webhook_id)
    endpoint.state, endpoint.disabled_reason, endpoint.disabled_at = EndpointState.REMOVED, None, None
    session.flush()
    withdraw_alert(session, f"webhook:{endpoint.id}", because="The webhook was removed.", now=now)
    _record(session, "webhook.remove", endpoint, reach, now)


def _record(session: Session, action: str, endpoint: WebhookEndpoint, reach: Reach, now: datetime) -> None:
    record_audit(
        session,
        action=action,
        actor_id=reach.person_id,
        object_id=endpoint.id,
        detail={"organisation": endpoint.organisation_id},
        now=now,
    )
