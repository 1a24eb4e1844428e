"""Money: integer minor units and a currency. No floats, no default currency, rounding by name and only here."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

BASIS_POINTS = 10_000


def half_up(amount: Fraction) -> int:
    """Round to the nearest whole unit, halves away from zero."""
    return half_up_of(amount.numerator, amount.denominator)


def half_up_of(numerator: int, denominator: int) -> int:
    """The quotient, rounded to the nearest whole unit, halves away from zero. The denominator is positive."""
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return rounded if numerator >= 0 else -rounded


def ceiling(amount: Fraction) -> int:
    """Round up: a minimum price is never undercut by rounding."""
    return -int(-amount // 1)


def share_of(minor: int, basis_points: int) -> int:
    """`basis_points` hundredths of a per cent of `minor`, rounded half up."""
    return half_up_of(minor * basis_points, BASIS_POINTS)


def tax_inside(gross_minor: int, rate_bps: int) -> int:
    """The tax contained in a price that includes it, rounded half up."""
    return half_up_of(gross_minor * rate_bps, BASIS_POINTS + rate_bps)


def split(minor: int, weights: Sequence[int]) -> list[int]:
    """Share `minor` by `weights` with the largest-remainder method; the parts always sum to `minor`.

    Ties go to the earlier part. Raises ValueError when `minor` or a weight is negative, or no weight is positive.
    """
    if minor < 0 or not weights or min(weights) < 0 or sum(weights) == 0:
        raise ValueError("shares need a non-negative amount and weights of which at least one is positive")
    total = sum(weights)
    floors = [minor * weight // total for weight in weights]
    remainders = [minor * weight % total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-remainders[index], index))
    for index in by_remainder[: minor - sum(floors)]:
        floors[index] += 1
    return floors


@dataclass(frozen=True, order=False)
class Money:
    """`Money(1200, "EUR")` is twelve euros. Adding another currency raises ValueError."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("money counts whole minor units")
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.isupper():
            raise ValueError(f"{self.currency!r} is not an ISO 4217 code")

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def times(self, quantity: int) -> "Money":
        return Money(self.minor * quantity, self.currency)

    def split(self, weights: Sequence[int]) -> "list[Money]":
        """Shares by largest remainder; see `split`."""
        return [Money(part, self.currency) for part in split(self.minor, weights)]
