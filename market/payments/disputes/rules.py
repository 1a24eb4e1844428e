"""What a dispute's status and reason mean here. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

# Anything else is open. A prevented dispute was refunded before it became one.
_CLOSED = frozenset({"won", "lost", "warning_closed", "prevented"})
# Reasons that can be proven against whoever packed the goods; fraud is the market's own risk.
_ABOUT_GOODS = frozenset({"product_not_received", "product_unacceptable"})


@dataclass(frozen=True)
class Movements:
    """What a dispute has moved so far, in minor units: taken, given back, and Stripe's fees for either."""

    withdrawn_minor: int
    withdrawal_fee_minor: int
    reinstated_minor: int
    reinstatement_fee_minor: int


def is_open(status: str) -> bool:
    """Whether the money must wait for what becomes of it."""
    return status not in _CLOSED


def is_stale(was: str, status: str) -> bool:
    """Whether this is older than what we know: a dispute that was decided is not open again, while an inquiry that was
    closed can still become a dispute."""
    return was in {"won", "lost"} and is_open(status)


def may_be_charged(status: str, reason: str) -> bool:
    """Whether a lost dispute can be laid at a producer's door at all."""
    return status == "lost" and reason in _ABOUT_GOODS


def movements_of(entries: Iterable[tuple[int, int]]) -> Movements:
    """Add up a dispute's balance transactions, each its signed amount and its fee."""
    rows = list(entries)
    return Movements(
        withdrawn_minor=-sum(amount for amount, _ in rows if amount < 0),
        withdrawal_fee_minor=sum(fee for amount, fee in rows if amount < 0),
        reinstated_minor=sum(amount for amount, _ in rows if amount > 0),
        reinstatement_fee_minor=sum(fee for amount, fee in rows if amount > 0),
    )
