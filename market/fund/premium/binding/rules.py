"""How much of a premium is bound to a use, and how much of it may be cash. Pure; amounts in minor units."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kit.money import BASIS_POINTS, ceiling
from models.enums import PremiumUseWord


@dataclass(frozen=True)
class Origin:
    """Which scheme says so, where that was read, and whether the source says it in so many words."""

    scheme: str
    source: str
    is_confirmed: bool


@dataclass(frozen=True)
class EarmarkRule:
    """A scheme binds a share of the premium to a use: what its price table says of the goods, and where that says
    nothing `bps` of all premium of whoever it has certified."""

    origin: Origin
    use: str
    bps: int | None
    has_certified: bool


@dataclass(frozen=True)
class CashRule:
    """A scheme lets so much of what arrived be paid out in cash, more only when members voted for just that."""

    origin: Origin
    bps: int


@dataclass(frozen=True)
class SoldPremium:
    """Premium of goods that a price table knows, with the earmark's share of it there; or of all others."""

    minor: int
    scheme: str | None = None
    share: Fraction | None = None


@dataclass(frozen=True)
class Earmark:
    """At least `required` of what arrived is for this use; `allocated` has been."""

    use: str
    required: int
    allocated: int
    origins: tuple[Origin, ...]

    @property
    def left(self) -> int:
        return max(0, self.required - self.allocated)


@dataclass(frozen=True)
class CashCap:
    """At most so much of what arrived is for cash; `allocated` has been."""

    most: int
    allocated: int
    bps: int
    origin: Origin


@dataclass(frozen=True)
class Binding:
    """What binds the premium of one organisation in one currency."""

    earmarks: tuple[Earmark, ...] = ()
    cash: CashCap | None = None

    def broken_by(self, use: str, amount_minor: int, unallocated_minor: int) -> Earmark | None:
        """The earmark that too little would be left for, if so much more were allocated to a use."""
        others = [one for one in self.earmarks if one.use != use and one.left]
        # What an allocation does for its own earmark is taken from nobody.
        does_more = amount_minor > sum(one.left for one in self.earmarks if one.use == use)
        needed = sum(one.left for one in others)
        return others[0] if others and does_more and amount_minor > unallocated_minor - needed else None

    def is_beyond_cash(self, use: str, amount_minor: int) -> bool:
        """Whether so much more would be more cash than a scheme lets be paid out without a vote on just that."""
        return (
            use == PremiumUseWord.CASH and self.cash is not None and self.cash.allocated + amount_minor > self.cash.most
        )


def bind(
    sold: Sequence[SoldPremium],
    earmarks: Sequence[EarmarkRule],
    cash: Iterable[CashRule],
    *,
    transferred: int,
    allocated: Mapping[str, int],
) -> Binding:
    """Shares are those of what sales generated, taken of what arrived. The strictest rule counts, for each good."""
    total = sum(one.minor for one in sold)
    uses = sorted({rule.use for rule in earmarks}) if total else []
    found = (_earmark(use, sold, earmarks, Fraction(transferred, total), allocated.get(use, 0)) for use in uses)
    caps = [
        CashCap(transferred * one.bps // BASIS_POINTS, allocated.get(PremiumUseWord.CASH, 0), one.bps, one.origin)
        for one in cash
    ]
    return Binding(tuple(one for one in found if one.required), min(caps, key=lambda cap: cap.most) if caps else None)


def _earmark(
    use: str, sold: Sequence[SoldPremium], rules: Sequence[EarmarkRule], arrived: Fraction, allocated: int
) -> Earmark:
    mine = [rule for rule in rules if rule.use == use]
    bound = sum((max(_share(rule, one) for rule in mine) * one.minor for one in sold), Fraction(0))
    origins = tuple(rule.origin for rule in mine if any(_share(rule, one) for one in sold))
    return Earmark(use, ceiling(bound * arrived), allocated, origins)


def _share(rule: EarmarkRule, sold: SoldPremium) -> Fraction:
    if sold.share is not None and sold.scheme == rule.origin.scheme:
        return sold.share
    return Fraction(rule.bps or 0, BASIS_POINTS) if rule.has_certified else Fraction(0)
