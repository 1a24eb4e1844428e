"""Units of measure, exact. What a unit is worth is said by its source: not every quintal weighs the same."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from market.pricing.errors import UnknownUnit


class Dimension(StrEnum):
    WEIGHT = "weight"
    VOLUME = "volume"
    LENGTH = "length"
    COUNT = "count"


@dataclass(frozen=True)
class Unit:
    """`size` is in grams, millilitres, metres or pieces."""

    code: str
    dimension: Dimension
    size: Fraction


@dataclass(frozen=True)
class Measure:
    """So much of a unit: 250 g, a box of 18.14 kg."""

    quantity: Fraction
    unit: str


# By metric prefix, or by definition (the international avoirdupois pound of 1959).
UNITS: Mapping[str, Unit] = {
    unit.code: unit
    for unit in (
        Unit("g", Dimension.WEIGHT, Fraction(1)),
        Unit("kg", Dimension.WEIGHT, Fraction(1000)),
        Unit("t", Dimension.WEIGHT, Fraction(1_000_000)),
        Unit("lb", Dimension.WEIGHT, Fraction(45_359_237, 100_000)),
        Unit("oz", Dimension.WEIGHT, Fraction(45_359_237, 1_600_000)),
        Unit("ml", Dimension.VOLUME, Fraction(1)),
        Unit("cl", Dimension.VOLUME, Fraction(10)),
        Unit("l", Dimension.VOLUME, Fraction(1000)),
        Unit("m", Dimension.LENGTH, Fraction(1)),
        Unit("piece", Dimension.COUNT, Fraction(1)),
        Unit("pair", Dimension.COUNT, Fraction(2)),
    )
}
_OTHER_NAMES = {
    "mt": "t",
    "tonne": "t",
    "metric ton": "t",
    "lbs": "lb",
    "pound": "lb",
    "ounce": "oz",
    "litre": "l",
    "liter": "l",
}
# Fairtrade's quintal of coffee is 46 kg; a hundred pounds are 45.36; the metric quintal is 100 kg.
_QUINTALS = {
    "fairtrade": Measure(Fraction(46), "kg"),
    "us": Measure(Fraction(100), "lb"),
    "metric": Measure(Fraction(100), "kg"),
}
_MEASURE = re.compile(r"^(?:(?:box|bag|carton)\s+(?:of\s+)?)?(\d+(?:\.\d+)?)?\s*([a-z ]+?)(?:\s+(?:box|bag|carton))?$")


def measure(words: str, *, source: str = "") -> Measure:
    """`250 g`, `lb`, `MT`, `box 18.14 kg`, `60 kg bag`; `quintal` as `source` defines it.

    Raises UnknownUnit for what is no measure: also for a bag of nobody says how much.
    """
    match = _MEASURE.match(words.strip().lower())
    if match is None:
        raise UnknownUnit(words)
    quantity = Fraction(Decimal(match[1] or 1))
    name = match[2].strip()
    if name in {"quintal", "quintals", "qq"}:
        if source not in _QUINTALS:
            raise UnknownUnit(words)
        one = _QUINTALS[source]
        return Measure(quantity * one.quantity, one.unit)
    code = _OTHER_NAMES.get(name, name)
    if code not in UNITS or quantity == 0:
        raise UnknownUnit(words)
    return Measure(quantity, code)


def converted(quantity: Fraction, unit: str, *, into: str) -> Fraction:
    """The same quantity in another unit of the same dimension. Raises UnknownUnit."""
    of, to = UNITS.get(unit), UNITS.get(into)
    if of is None:
        raise UnknownUnit(unit)
    if to is None or to.dimension is not of.dimension:
        raise UnknownUnit(into)
    return quantity * of.size / to.size
