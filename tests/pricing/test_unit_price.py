"""The price per kilogram or litre beside the price."""

from fractions import Fraction

import pytest

from market.pricing.unit_price import UnitPrice, unit_price


@pytest.mark.parametrize(
    ("amount", "net", "unit", "shown"),
    [
        (890, "250", "g", UnitPrice(3560, "kg")),
        (1450, "1", "kg", UnitPrice(1450, "kg")),
        (420, "70", "g", UnitPrice(6000, "kg")),
        (333, "0.7", "kg", UnitPrice(476, "kg")),
        (1000, "750", "ml", UnitPrice(1333, "l")),
        (1000, "75", "cl", UnitPrice(1333, "l")),
        (1500, "3", "l", UnitPrice(500, "l")),
        (500, "1", "piece", None),
        (500, "0", "g", None),
    ],
)
def test_prices_per_kilogram_and_litre(amount: int, net: str, unit: str, shown: UnitPrice | None) -> None:
    assert unit_price(amount, Fraction(net), unit) == shown
