"""The premium of a producer, as the API tells it."""

from dataclasses import dataclass

from storefront.shapes.base import Money


@dataclass(frozen=True)
class PremiumNumbers:
    """Four numbers, never one: from sales, arrived, decided on by members, spent."""

    generated: Money
    transferred: Money
    allocated: Money
    spent: Money


@dataclass(frozen=True)
class PremiumUse:
    """What members decided to use it for, and what was spent on it."""

    use: str
    allocated: Money
    spent: Money


@dataclass(frozen=True)
class Premium:
    """One entry of `totals` for each currency."""

    organisation_id: str
    totals: tuple[PremiumNumbers, ...] = ()
    uses: tuple[PremiumUse, ...] = ()
