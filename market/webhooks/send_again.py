"""Ask for what was told to be told again, or for a test."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import request_task
from market.webhooks import queries, sending_queries
from market.webhooks.errors import NoSuchWebhookDelivery, WebhookDisabled, WebhookPeriodNotSensible
from market.webhooks.reach import Reach
from models.enums import DeliveryState, EndpointState, TaskName, WebhookKind, WebhookObject
from models.webhooks import WebhookDelivery, WebhookEndpoint, WebhookEvent


@dataclass(frozen=True)
class Again:
    """Events from `since` to `until`, half-open; those deliveries to the webhook that stand so."""

    since: datetime
    until: datetime
    states: Collection[DeliveryState]


def send_one_again(session: Session, delivery_id: str, *, reach: Reach, now: datetime) -> WebhookDelivery:
    """At once, under the same `webhook-id`, with all its attempts anew.

    Raises NoSuchWebhookDelivery, WebhookDisabled.
    """
    endpoint_id = reach.find_delivery(session, delivery_id).endpoint_id
    # The endpoint first, as whoever sends locks them.
    endpoint = queries.lock_webhook(session, endpoint_id)
    delivery = sending_queries.lock_delivery(session, delivery_id)
    if endpoint is None or delivery is None:
        raise NoSuchWebhookDelivery()
    _refuse_disabled(endpoint)
    sending_queries.mark_asked_again(session, delivery, now=now)
    _ask(session, endpoint, delivery.id, now)
    return delivery


def send_range_again(session: Session, webhook_id: str, again: Again, *, reach: Reach, now: datetime) -> int:
    """How many. Raises NoSuchWebhook, WebhookDisabled, WebhookPeriodNotSensible."""
    endpoint = reach.lock(session, webhook_id)
    if again.until <= again.since:
        raise WebhookPeriodNotSensible()
    _refuse_disabled(endpoint)
    count = sending_queries.mark_range_again(
        session, endpoint.id, since=again.since, until=again.until, states=[str(each) for each in again.states], now=now
    )
    if count:
        _ask(session, endpoint, endpoint.id, now)
    return count


def send_test(session: Session, webhook_id: str, *, reach: Reach, now: datetime) -> WebhookDelivery:
    """An event `webhook.test` for this webhook alone. Raises NoSuchWebhook, WebhookDisabled."""
    endpoint = reach.lock(session, webhook_id)
    _refuse_disabled(endpoint)
    event = WebhookEvent(
        kind=WebhookKind.WEBHOOK_TEST, object=WebhookObject.WEBHOOK, object_id=endpoint.id, occurred_at=now
    )
    delivery = WebhookDelivery(event_id=event.id, endpoint_id=endpoint.id, next_attempt_at=now)
    queries.insert(session, event, delivery)
    _ask(session, endpoint, delivery.id, now)
    return delivery


def _refuse_disabled(endpoint: WebhookEndpoint) -> None:
    if endpoint.state != EndpointState.ACTIVE:
        raise WebhookDisabled()


def _ask(session: Session, endpoint: WebhookEndpoint, key: str, now: datetime) -> None:
    """Somebody waits for it: a rest is over."""
    endpoint.rests_until = None
    session.flush()
    request_task(session, TaskName.SEND_WEBHOOKS, key=key, now=now, endpoint_id=endpoint.id)
