"""What may be subscribed to, when it is tried again, and when an endpoint is given up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.enums import AttemptOutcome, DeliveryState, DisabledReason, EndpointState, WebhookKind

SUBSCRIBABLE = tuple(kind for kind in WebhookKind if kind is not WebhookKind.WEBHOOK_TEST)

ENDPOINT_STEPS: Mapping[EndpointState, frozenset[EndpointState]] = {
    EndpointState.ACTIVE: frozenset({EndpointState.DISABLED, EndpointState.REMOVED}),
    EndpointState.DISABLED: frozenset({EndpointState.ACTIVE, EndpointState.REMOVED}),
    EndpointState.REMOVED: frozenset(),
}
DELIVERY_STEPS: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.WAITING: frozenset({DeliveryState.DELIVERED, DeliveryState.FAILED}),
    DeliveryState.DELIVERED: frozenset({DeliveryState.WAITING}),
    DeliveryState.FAILED: frozenset({DeliveryState.WAITING}),
}

# The schedule that Standard Webhooks recommends: ten attempts in 75.6 hours.
RETRY_AFTER = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
ATTEMPTS = 1 + len(RETRY_AFTER)
# Up to a tenth later, so that those that failed together do not come back together.
_JITTER = 0.1
_SHORTEST_REST, _LONGEST_REST = timedelta(seconds=5), timedelta(minutes=5)
_GONE = 410


@dataclass(frozen=True)
class Verdict:
    """What an attempt means for its delivery and its endpoint. `retry_at` None: there is no other attempt."""

    state: DeliveryState
    retry_at: datetime | None = None
    rests_until: datetime | None = None
    disable: DisabledReason | None = None


def outcome_of(status: int | None, *, is_allowed: bool) -> AttemptOutcome:
    """A redirect is an answer other than 2xx: it is not followed."""
    if not is_allowed:
        return AttemptOutcome.NOT_ALLOWED
    if status is None:
        return AttemptOutcome.NO_ANSWER
    return AttemptOutcome.ACCEPTED if 200 <= status < 300 else AttemptOutcome.REFUSED


def judge(
    outcome: AttemptOutcome, status: int | None, *, tries: int, failures: int, jitter: float, now: datetime
) -> Verdict:
    """`tries` and `failures` count this attempt, `jitter` is in [0, 1).

    While an endpoint fails it rests between attempts, twice as long each time up to five minutes, whatever else waits
    for it: so a dead one costs at most one attempt in five minutes.
    """
    if outcome is AttemptOutcome.ACCEPTED:
        return Verdict(DeliveryState.DELIVERED)
    if status == _GONE:
        return Verdict(DeliveryState.FAILED, disable=DisabledReason.GONE)
    if tries >= ATTEMPTS:
        return Verdict(DeliveryState.FAILED, disable=DisabledReason.FAILING)
    wait = RETRY_AFTER[tries - 1] * (1 + _JITTER * jitter)
    rest = min(_SHORTEST_REST * 2 ** min(failures - 1, 10), _LONGEST_REST)
    return Verdict(DeliveryState.WAITING, retry_at=now + wait, rests_until=now + rest)
