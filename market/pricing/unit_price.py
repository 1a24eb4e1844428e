"""The price per kilogram, litre or metre that must stand beside the price (Directive 98/6/EC)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kit.money import half_up
from market.pricing.units import UNITS, Dimension, converted

_PER: Mapping[Dimension, str] = {Dimension.WEIGHT: "kg", Dimension.VOLUME: "l", Dimension.LENGTH: "m"}
# Where people compare by the pound (NIST Handbook 130, Uniform Unit Pricing Regulation).
_PER_BY_COUNTRY: Mapping[str, Mapping[Dimension, str]] = {"US": {**_PER, Dimension.WEIGHT: "lb"}}


@dataclass(frozen=True)
class UnitPrice:
    """Minor units per kilogram, litre or metre, or what `per` says."""

    amount_minor: int
    per: str


def unit_price(
    amount_minor: int, net_quantity: Fraction, net_unit: str, *, market_country: str | None = None
) -> UnitPrice | None:
    """By the measure that the market's country compares by, rounded half up; None for what is sold by the piece."""
    unit = UNITS.get(net_unit)
    if unit is None or unit.dimension is Dimension.COUNT or net_quantity <= 0:
        return None
    per = _PER_BY_COUNTRY.get(market_country or "", _PER)[unit.dimension]
    return UnitPrice(half_up(amount_minor / converted(net_quantity, net_unit, into=per)), per)
