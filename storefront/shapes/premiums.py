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
class Origin:
    """Which scheme says so; `confirmed` when its source does in so many words."""

    scheme: str
    source: str
    confirmed: bool


@dataclass(frozen=True)
class Earmark:
    """At least so much of what arrived is for a use, and what of it is still to be decided on."""

    use: str
    required: Money
    allocated: Money
    left: Money
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True)
class CashCap:
    """At most so much of what arrived may be cash, unless members vote for more."""

    most: Money
    allocated: Money
    bps: int
    origin: Origin


@dataclass(frozen=True)
class Premium:
    """One entry of `totals` for each currency."""

    organisation_id: str
    totals: tuple[PremiumNumbers, ...] = ()
    uses: tuple[PremiumUse, ...] = ()
    earmarks: tuple[Earmark, ...] = ()
    cash_caps: tuple[CashCap, ...] = ()
