"""Producers' share of the price, of everything and of each kind of goods. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kit.money import half_up

SMALLEST = 5
"""Fewer orders than this are not shown by themselves."""


@dataclass(frozen=True)
class Sold:
    """What was sold of one category and not given back, in minor units. `theirs` is the producers' with the
    premium, `net` the price without VAT and shipping."""

    category: str
    orders: int
    theirs: int
    net: int


@dataclass(frozen=True)
class ShareHere:
    """`category` is None for all goods, and empty for those that too few orders were for. `share` is decimal text, or
    None where there is too little to say."""

    category: str | None
    orders: int
    share: str | None


def shares_of(sold: Sequence[Sold], orders: int) -> tuple[ShareHere, ...]:
    """The share of everything, then of each category with orders enough, largest first. The others are named together
    and without a share. `orders`: how many different ones there are in all."""
    large = sorted((one for one in sold if one.orders >= SMALLEST), key=lambda one: (-one.net, one.category))
    small = sum(one.orders for one in sold if one.orders < SMALLEST)
    shares = [ShareHere(None, orders, _share(sold, orders))]
    shares += [ShareHere(one.category, one.orders, _share([one], one.orders)) for one in large]
    return (*shares, ShareHere("", small, None)) if small else tuple(shares)


def _share(sold: Sequence[Sold], orders: int) -> str | None:
    net = sum(one.net for one in sold)
    if net <= 0 or orders < SMALLEST:
        return None
    hundredths = half_up(Fraction(10_000 * sum(one.theirs for one in sold), net))
    return f"{hundredths // 100}.{hundredths % 100:02}"


def twelve_months_before(today: date) -> tuple[date, date]:
    """The last twelve months that are over: [first day, first day of this month)."""
    end = today.replace(day=1)
    return end.replace(year=end.year - 1), end
