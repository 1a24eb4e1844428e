"""How much of a refund each part of a price gives back. Pure.

Rounding each refund by itself loses units; the largest remainder of the cumulative refund makes shares shrink between
two refunds, so that one would pay a producer. So units are given one by one to the part that is furthest below its
exact share of all that has been refunded, capped by what is left of it: never negative, never too much, exact at the
end. Between, a part is less than a unit from its share while a price has four parts or fewer, and less than a unit
and a quarter with more, in every order that was tried.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from models.enums import PartKind, RefundState

# A refund that came back is sent again, or settled by bank; one that never left is over.
REFUND_STEPS: Mapping[RefundState, frozenset[RefundState]] = {
    RefundState.PENDING: frozenset({RefundState.SUCCEEDED, RefundState.RETURNED, RefundState.CANCELLED}),
    RefundState.SUCCEEDED: frozenset({RefundState.RETURNED}),
    RefundState.RETURNED: frozenset({RefundState.PENDING, RefundState.SUCCEEDED}),
    RefundState.CANCELLED: frozenset(),
}
# What somebody else than the buyer put in, and gets back in step with what the buyer gets.
_SUBSIDIES = frozenset({PartKind.DISCOUNT_SUBSIDY, PartKind.TIER_RELIEF})
_TOPUP_PAIR = frozenset({PartKind.MINIMUM_PRICE_TOPUP, PartKind.MINIMUM_PRICE_SUBSIDY})


@dataclass(frozen=True)
class PartState:
    """One part of a line's or a parcel's price, and how much of it was given back before. Subsidies are negative."""

    id: str
    kind: PartKind
    minor: int
    given_back_minor: int


def refund_step(amount: int, weights: Sequence[int], given_back: Sequence[int]) -> list[int]:
    """How much each weight gives of `amount`, after what each has given back before.

    Raises ValueError when a weight is negative, has given back more than it is, or `amount` is more than is left.
    """
    left = [weight - given for weight, given in zip(weights, given_back, strict=True)]
    if amount < 0 or min(left, default=0) < 0 or min(given_back, default=0) < 0 or amount > sum(left):
        raise ValueError("a refund takes what is left of each part, and no more")
    total, cumulative = sum(weights), sum(given_back) + amount
    if total == 0:
        return [0] * len(weights)
    behind = [Fraction(weight * cumulative, total) - given for weight, given in zip(weights, given_back, strict=True)]
    steps = [min(cap, max(0, lag.numerator // lag.denominator)) for cap, lag in zip(left, behind, strict=True)]
    while (off := amount - sum(steps)) != 0:
        # The next unit goes to whoever is furthest behind; one too many is taken from whoever is least.
        if off > 0:
            able = [index for index in range(len(steps)) if steps[index] < left[index]]
            steps[max(able, key=lambda index: (behind[index] - steps[index], -index))] += 1
        else:
            able = [index for index in range(len(steps)) if steps[index] > 0]
            steps[min(able, key=lambda index: (behind[index] - steps[index], -index))] -= 1
    return steps


def refundable(parts: Sequence[PartState]) -> int:
    """What the buyer can still get back of these parts."""
    return sum(part.minor - part.given_back_minor for part in parts)


def give_back(amount: int, parts: Sequence[PartState]) -> dict[str, int]:
    """What each part gives of a refund of `amount`, by part id; negative where a subsidy flows back. Parts of nothing
    are left out.

    A discount that the market bore, and what the solidarity fund paid, flow back in step with what the buyer gets; a
    top-up to the minimum price too, to nobody's advantage, since the pair is nothing to the buyer. Raises ValueError
    for more than is refundable.
    """
    shared = [part for part in parts if part.kind not in _TOPUP_PAIR and part.minor > 0]
    subsidies = [part for part in parts if part.kind in _SUBSIDIES]
    paid = sum(part.minor for part in parts)
    before = sum(part.given_back_minor for part in parts)
    if not 0 < amount <= paid - before:
        raise ValueError(f"{amount} of {paid - before} cannot be refunded")
    given = {part.id: _in_step(part, before + amount, paid) for part in subsidies}
    to_share = amount - sum(given.values())
    steps = refund_step(to_share, [part.minor for part in shared], [part.given_back_minor for part in shared])
    given |= {part.id: step for part, step in zip(shared, steps, strict=True)}
    given |= {part.id: _in_step(part, before + amount, paid) for part in parts if part.kind in _TOPUP_PAIR}
    return {part_id: step for part_id, step in given.items() if step}


def _in_step(part: PartState, cumulative: int, paid: int) -> int:
    """How far a subsidy, or what it paid for, is now behind the buyer's refunds: whole units, all of it at the end."""
    size = abs(part.minor) * cumulative // paid
    return size - part.given_back_minor if part.minor > 0 else -size - part.given_back_minor


def units_back(paid_minor: int, of_units: int, units_before: int, units: int, *, step: int = 1) -> int:
    """What so many more units of a line are worth to the buyer, when `paid_minor` bought `of_units`, in whole steps of
    the currency. All units together are worth exactly what was paid."""
    if not 0 < units <= of_units - units_before:
        raise ValueError(f"{units} of {of_units - units_before} units cannot come back")
    return _worth(paid_minor, of_units, units_before + units, step) - _worth(paid_minor, of_units, units_before, step)


def _worth(paid_minor: int, of_units: int, units: int, step: int) -> int:
    return paid_minor if units == of_units else paid_minor * units // of_units // step * step
