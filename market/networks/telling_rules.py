"""Which networks' figures may be told beside each other, so that none of them, nor any sum or difference of them, is of
few organisations or few orders.

Networks lie within each other: what one sold less what another within it sold would be that of the organisations
between. So networks are taken one after the other, the smallest first, and a network is told only when at least five
organisations with at least five orders are in it that are in none told before. Whatever is then added up or subtracted,
the last network in it leaves all of those five in the result, as nobody before them had any. A network that is exactly
several told ones together is told as well: it says nothing that they do not.
"""

from collections.abc import Hashable, Iterable, Mapping, Set
from dataclasses import dataclass
from typing import TypeVar

SMALLEST_CELL = 5
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Holding:
    """What one organisation has in one `part` of a network's figures, from which paid orders, of which five are enough;
    None where it is not of orders. `what` is the same in two networks only where all of it is."""

    part: str
    organisation_id: str
    orders: frozenset[str] | None
    what: str


def tellable(networks: Mapping[Key, Set[Holding]], *, known: Iterable[Set[Holding]] = ()) -> frozenset[Key]:
    """The networks, or other figures of organisations, that may be told beside those that are `known` already; of one
    that has nothing there is nothing to tell."""
    told = list(known)
    seen = {each.organisation_id for holdings in told for each in holdings}
    found = set[Key]()
    for key in sorted(networks, key=lambda each: (len(networks[each]), str(each))):
        holdings = networks[key]
        if holdings and (_are_enough(holdings, seen) or _is_sum(holdings, told)):
            found.add(key)
            told.append(holdings)
            seen.update(each.organisation_id for each in holdings)
    return frozenset(found)


def _are_enough(holdings: Set[Holding], seen: Set[str]) -> bool:
    """Whether in every part there are enough that are new."""
    for name in {each.part for each in holdings}:
        new = [each for each in holdings if each.part == name and each.organisation_id not in seen]
        organisations = {each.organisation_id for each in new}
        orders = frozenset[str]().union(*(each.orders for each in new if each.orders is not None))
        has_orders = len(orders) >= SMALLEST_CELL or any(each.orders is None for each in new)
        if len(organisations) < SMALLEST_CELL or not has_orders:
            return False
    return True


def _is_sum(holdings: Set[Holding], told: Iterable[Set[Holding]]) -> bool:
    """Whether told ones, apart from each other, are all of it."""
    left = set(holdings)
    for each in sorted(told, key=len, reverse=True):
        if each <= left:
            left -= each
    return not left
