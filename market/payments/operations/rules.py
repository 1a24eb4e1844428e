"""When to ask Stripe, when to look first, and under which key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kit.money import Money
from models.enums import StripeOperationKind, StripeOperationState

# Stripe may forget a key after 24 hours; an hour is left for clocks and slow calls.
_KEY_IS_KEPT = timedelta(hours=23)
# Longer than any call with its retries: whoever was sending is gone.
LEASE = timedelta(minutes=5)
_BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 900, 3600))
_WAITING = frozenset({StripeOperationState.PENDING, StripeOperationState.UNKNOWN})


@dataclass(frozen=True)
class Operation:
    """What is asked of Stripe, frozen with its key, and how far it got. `has_stored_failure`: see `next_key`."""

    id: str
    kind: StripeOperationKind
    business_key: str
    idempotency_key: str
    parameters: Mapping[str, object]
    subject_id: str
    state: StripeOperationState
    attempts: int
    first_sent_at: datetime | None
    last_sent_at: datetime | None
    next_attempt_at: datetime
    has_stored_failure: bool

    @property
    def money(self) -> Money:
        """The amount that is asked for."""
        amount = self.parameters["amount_minor"]
        if type(amount) is not int:
            raise TypeError(f"{amount!r} is no amount")
        return Money(amount, str(self.parameters["currency"]))


def is_claimable(operation: Operation, now: datetime) -> bool:
    """Whether it is time to send it: it waits and is due, or whoever was sending it has died."""
    if operation.state in _WAITING:
        return operation.next_attempt_at <= now
    if operation.state is not StripeOperationState.SENDING or operation.last_sent_at is None:
        return False
    return now - operation.last_sent_at >= LEASE


def looks_first(operation: Operation, now: datetime) -> bool:
    """Whether Stripe may have done it already in a way that the key no longer shows, or that nobody recorded."""
    if operation.state is StripeOperationState.SENDING or operation.has_stored_failure:
        return True
    return operation.first_sent_at is not None and now - operation.first_sent_at >= _KEY_IS_KEPT


def next_key(operation: Operation) -> str:
    """The key of the next attempt. A new one is needed only when Stripe has stored a 500 under the old one and would
    replay it for ever; in every other case the old key is what makes a second call harmless."""
    number = int(operation.idempotency_key.rpartition("/")[2])
    return f"{operation.business_key}/{number + 1}"


def next_attempt_at(attempts: int, now: datetime) -> datetime:
    """When to try again after so many attempts."""
    return now + _BACK_OFF[min(max(attempts, 1), len(_BACK_OFF)) - 1]
