"""Which steps a product may take, what one kilogram costs."""

from fractions import Fraction
from itertools import product as pairs

import pytest

from market.catalog.rules import may_step
from market.pricing.unit_price import UnitPrice, unit_price
from models.enums import ProductState


def test_what_is_archived_comes_back_only_as_a_draft() -> None:
    allowed = {(old, new) for old, new in pairs(ProductState, repeat=2) if may_step(old, new)}
    assert {new for old, new in allowed if old is ProductState.ARCHIVED} == {ProductState.DRAFT}
    assert {old for old, new in allowed if new is ProductState.SCHEDULED} == {ProductState.DRAFT}
    assert not any(old is new for old, new in allowed)


@pytest.mark.parametrize(
    ("amount", "quantity", "unit", "shown"),
    [
        (999, Fraction(250), "g", UnitPrice(3996, "kg")),
        (1000, Fraction(3), "kg", UnitPrice(333, "kg")),
        (650, Fraction(330), "ml", UnitPrice(1970, "l")),
        (650, Fraction(75), "cl", UnitPrice(867, "l")),
        (500, Fraction(1), "piece", None),
    ],
)
def test_the_price_of_a_kilogram_or_a_litre(
    amount: int, quantity: Fraction, unit: str, shown: UnitPrice | None
) -> None:
    assert unit_price(amount, quantity, unit) == shown
