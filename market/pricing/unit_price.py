"""The price per kilogram or litre that must stand beside the price (Directive 98/6/EC)."""

from dataclasses import dataclass
from fractions import Fraction

from kit.money import half_up

_PER: dict[str, tuple[str, Fraction]] = {
    "g": ("kg", Fraction(1000)),
    "kg": ("kg", Fraction(1)),
    "ml": ("l", Fraction(1000)),
    "cl": ("l", Fraction(100)),
    "l": ("l", Fraction(1)),
}


@dataclass(frozen=True)
class UnitPrice:
    """Minor units per kilogram or litre."""

    amount_minor: int
    per: str


def unit_price(amount_minor: int, net_quantity: Fraction, net_unit: str) -> UnitPrice | None:
    """Rounded half up; None for what is sold by the piece."""
    if net_unit not in _PER or net_quantity <= 0:
        return None
    per, units = _PER[net_unit]
    return UnitPrice(half_up(amount_minor * units / net_quantity), per)
