"""Which share of what members buy for themselves comes from members."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from fractions import Fraction

from kit.money import half_up
from market.networks.rules import Quarter, quarters

_WHOLE = 10_000


@dataclass(frozen=True)
class Bought:
    """What members bought for themselves in a quarter, less what they got back. Minor units, VAT included."""

    quarter: Quarter
    orders: int
    purchases_minor: int
    from_members_minor: int


@dataclass(frozen=True)
class ToldPurchases:
    """A quarter as it is told. All three are None where too few organisations or orders stand behind them.

    `share_bps` is from members over all, in hundredths of a percent; None also where nothing was bought in the end.
    """

    quarter: Quarter
    is_withheld: bool
    orders: int | None = None
    purchases_minor: int | None = None
    from_members_minor: int | None = None
    share_bps: int | None = None


def trend(bought: Sequence[Bought], tellable: Set[Quarter], *, last: Quarter, most: int) -> list[ToldPurchases]:
    """Every quarter from the first purchase to `last`, the `most` newest of them, oldest first; of those that are not
    `tellable` nothing else is said."""
    if not bought:
        return []
    there = {each.quarter: each for each in bought}
    every = [there.get(quarter, Bought(quarter, 0, 0, 0)) for quarter in quarters(min(there), last)]
    return [
        _told(each) if each.quarter in tellable else ToldPurchases(each.quarter, is_withheld=True)
        for each in every[-most:]
    ]


def _told(bought: Bought) -> ToldPurchases:
    share = None
    if bought.purchases_minor > 0:
        share = half_up(Fraction(bought.from_members_minor * _WHOLE, bought.purchases_minor))
    return ToldPurchases(bought.quarter, False, bought.orders, bought.purchases_minor, bought.from_members_minor, share)
