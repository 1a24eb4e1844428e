"""The minimum price of one unit on the shelf, from a table that is written per pound of green coffee or tonne of beans.

Everything is an exact fraction until it is shown or compared; a minimum is then rounded up, never down.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from kit.money import ceiling
from market.pricing.errors import UnknownUnit

# Exact by definition (international avoirdupois pound) or by metric prefix.
GRAMS: dict[str, Fraction] = {
    "g": Fraction(1),
    "kg": Fraction(1000),
    "t": Fraction(1_000_000),
    "lb": Fraction(45_359_237, 100_000),
}

# Green coffee per roasted coffee by weight (ICO conversion factors, Annex II of the International Coffee Agreement).
ROASTED_TO_GREEN = Fraction(119, 100)


@dataclass(frozen=True)
class MinimumPriceFacts:
    """One row of a published price table: amounts per `unit` of `form`, as published.

    `minimum` is None where the scheme sets no floor and only a premium is due.
    """

    id: str
    product: str
    form: str
    unit: str
    currency: str
    minimum: Decimal | None
    premium: Decimal | None
    organic_differential: Decimal | None
    is_organic: bool
    valid_from: date
    source_url: str


@dataclass(frozen=True)
class Floor:
    """What must reach the producer for one unit, in whole currency units (not minor), exact."""

    minimum: Fraction | None
    premium: Fraction
    currency: str

    def minimum_shown(self) -> Decimal | None:
        """Four decimals, as price tables are published."""
        return None if self.minimum is None else four_decimals(self.minimum)

    def minimum_minor(self, exponent: int) -> int | None:
        """The least amount in minor units that is not below the minimum."""
        return None if self.minimum is None else ceiling(self.minimum * 10**exponent)


def four_decimals(amount: Fraction) -> Decimal:
    """Half up to four decimals."""
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def grams(quantity: Fraction, unit: str) -> Fraction:
    """A weight in grams. Raises UnknownUnit for what is not a weight."""
    if unit not in GRAMS:
        raise UnknownUnit(unit)
    return quantity * GRAMS[unit]


def floor_for(
    net_quantity: Fraction, net_unit: str, *, factor: Fraction, row: MinimumPriceFacts, is_organic: bool
) -> Floor:
    """The floor of one unit that weighs `net_quantity` of `net_unit`; `factor` is how much of the row's form one is.

    An organic product that has no row of its own gets the conventional minimum plus the organic differential.
    Raises UnknownUnit when the unit or the row's unit is not a weight.
    """
    units = grams(net_quantity, net_unit) * factor / grams(Fraction(1), row.unit)
    minimum = None if row.minimum is None else Fraction(row.minimum)
    if minimum is not None and is_organic and not row.is_organic:
        minimum += Fraction(row.organic_differential or 0)
    return Floor(
        minimum=None if minimum is None else minimum * units,
        premium=Fraction(row.premium or 0) * units,
        currency=row.currency,
    )
