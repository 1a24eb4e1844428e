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
        (2400, "8", "oz", UnitPrice(10582, "kg")),
        (1000, "1", "lb", UnitPrice(2205, "kg")),
        (250000, "1", "t", UnitPrice(250, "kg")),
        (1200, "1.5", "m", UnitPrice(800, "m")),
        (1200, "1", "pair", None),
        (500, "1", "piece", None),
        (500, "0", "g", None),
    ],
)
def test_prices_per_kilogram_and_litre(amount: int, net: str, unit: str, shown: UnitPrice | None) -> None:
    assert unit_price(amount, Fraction(net), unit) == shown


@pytest.mark.parametrize(
    ("net", "unit", "shown"),
    [("8", "oz", UnitPrice(4800, "lb")), ("500", "g", UnitPrice(2177, "lb")), ("500", "ml", UnitPrice(4800, "l"))],
)
def test_a_market_in_the_united_states_compares_by_the_pound(net: str, unit: str, shown: UnitPrice) -> None:
    assert unit_price(2400, Fraction(net), unit, market_country="US") == shown
