"""Send what waits for one endpoint: a short turn, then it is the next one's."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateways.mail import Due, ask_stewards
from gateways.outbox import request_task
from gateways.posting import Posted, Poster
from kit.database import Database, Session
from kit.faultpoints import faultpoint
from market.requests.alerts import raise_alert
from market.webhooks import sending_queries as queries
from market.webhooks.rules import Verdict, judge, outcome_of
from market.webhooks.sending_queries import Message
from market.webhooks.signing import body_of, headers_of, secrets_in_force
from models.enums import AlertKind, AttemptOutcome, DisabledReason, EndpointState, MailKind, TaskName
from models.webhooks import WebhookDelivery, WebhookEndpoint

# Longer than any attempt may last: a process that died is waited for no longer.
_LEASE = timedelta(seconds=60)
_TURN_SECONDS = 10.0
_TURN_MESSAGES = 20
_PARTS = 1000

_WHY = {
    DisabledReason.GONE: "it answered 410, that there is nothing any more",
    DisabledReason.FAILING: "all attempts of a delivery have failed",
}


@dataclass(frozen=True)
class Sender:
    """What sending needs. `secret_key` is the installation's own, `now` the clock; `at_once` endpoints are sent to at a
    time, whoever waits for more of them."""

    database: Database
    poster: Poster
    secret_key: str
    now: Callable[[], datetime]
    at_once: int = 2


def send_deliveries(sender: Sender, *, endpoint_id: str) -> int:
    """Send what is due, one after the other, for ten seconds or twenty messages; how many attempts there were.

    One process at a time sends to an endpoint. Whatever is due after the turn is asked for again, behind the endpoints
    that wait meanwhile. A process that dies after it sent and before it wrote that down leaves the delivery waiting: it
    is sent again under the same `webhook-id`.
    """
    begun = time.monotonic()
    sent = 0
    while (message := _take(sender, endpoint_id)) is not None:
        posted = _post(sender, message)
        faultpoint("webhook.sent")
        outcome = _record(sender, message, posted)
        sent += 1
        if outcome is not AttemptOutcome.ACCEPTED:
            break
        if sent >= _TURN_MESSAGES or time.monotonic() - begun >= _TURN_SECONDS:
            _ask_for_another_turn(sender, endpoint_id)
            break
    return sent


def _take(sender: Sender, endpoint_id: str) -> Message | None:
    """The next message, written down as being attempted; None where nothing is due or it is not our turn."""
    now = sender.now()
    with sender.database.transaction() as session:
        endpoint = queries.lock_endpoint(session, endpoint_id)
        if endpoint is None or endpoint.state != EndpointState.ACTIVE or _is_busy(endpoint, now):
            return None
        if queries.count_leases(session, now) >= sender.at_once:
            # Those that are slow must not take every thread. The sweep comes back to this one.
            return None
        delivery_id = queries.find_due(session, endpoint_id, now=now)
        delivery = queries.lock_delivery(session, delivery_id) if delivery_id else None
        if delivery is None:
            return None
        endpoint.leased_until = now + _LEASE
        return queries.begin_attempt(session, endpoint, delivery, now=now)


def _is_busy(endpoint: WebhookEndpoint, now: datetime) -> bool:
    return any(until is not None and until > now for until in (endpoint.leased_until, endpoint.rests_until))


def _post(sender: Sender, message: Message) -> Posted:
    now = sender.now()
    body = body_of(
        message.kind, occurred_at=message.occurred_at, object_kind=message.object_kind, object_id=message.object_id
    )
    keys = secrets_in_force(
        message.endpoint_id,
        message.generation,
        previous_until=message.previous_until,
        secret_key=sender.secret_key,
        now=now,
    )
    headers = headers_of(keys, message_id=message.event_id, at=now, body=body)
    return sender.poster.post(message.url, body, headers=headers)


def _record(sender: Sender, message: Message, posted: Posted) -> AttemptOutcome:
    """Write down what came of it. What somebody else decided meanwhile about endpoint or delivery stays decided."""
    now = sender.now()
    outcome = outcome_of(posted.status, is_allowed=posted.is_allowed)
    with sender.database.transaction() as session:
        endpoint = queries.lock_endpoint(session, message.endpoint_id)
        delivery = queries.lock_delivery(session, message.delivery_id)
        queries.end_attempt(
            session,
            message,
            outcome=outcome,
            status=posted.status,
            duration_ms=posted.duration_ms,
            answer=posted.answer,
            refused_address=posted.refused_address,
        )
        if endpoint is None or delivery is None or delivery.attempts != message.number:
            return outcome
        is_good = outcome is AttemptOutcome.ACCEPTED
        endpoint.failures = 0 if is_good else endpoint.failures + 1
        endpoint.leased_until = None
        verdict = judge(
            outcome,
            posted.status,
            tries=max(delivery.tries, 1),
            failures=endpoint.failures,
            jitter=secrets.randbelow(_PARTS) / _PARTS,
            now=now,
        )
        _apply(session, endpoint, delivery, verdict, now)
    return outcome


def _apply(
    session: Session, endpoint: WebhookEndpoint, delivery: WebhookDelivery, verdict: Verdict, now: datetime
) -> None:
    queries.mark_delivery(session, delivery, verdict.state, retry_at=verdict.retry_at, now=now)
    endpoint.rests_until = verdict.rests_until
    if verdict.disable is None or endpoint.state != EndpointState.ACTIVE:
        return
    endpoint.state, endpoint.disabled_reason, endpoint.disabled_at = EndpointState.DISABLED, verdict.disable, now
    raise_alert(
        session,
        AlertKind.WEBHOOK_DISABLED,
        key=f"webhook:{endpoint.id}",
        subject_id=endpoint.id,
        sentence=f"Webhook {endpoint.id} is disabled: {_WHY[verdict.disable]}. Its owners are told.",
        now=now,
    )
    due = Due(
        to=endpoint.organisation_id,
        about=endpoint.id,
        key=f"{endpoint.id}:{now.isoformat()}",
        facts={"reason": str(verdict.disable)},
    )
    ask_stewards(session, MailKind.WEBHOOK_DISABLED, [due], now=now)


def _ask_for_another_turn(sender: Sender, endpoint_id: str) -> None:
    now = sender.now()
    with sender.database.transaction() as session:
        if queries.find_due(session, endpoint_id, now=now) is not None:
            request_task(session, TaskName.SEND_WEBHOOKS, key=endpoint_id, now=now, endpoint_id=endpoint_id)
