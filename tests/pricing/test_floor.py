"""Minimum prices of one unit on the shelf, against the figures worked by hand in exact decimals."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from market.pricing.errors import UnknownUnit
from market.pricing.floor import ROASTED_TO_GREEN, Floor, MinimumPriceFacts, floor_for, four_decimals, grams

WASHED = MinimumPriceFacts(
    id="mpr_1",
    product="coffee",
    form="green",
    unit="lb",
    currency="USD",
    minimum=Decimal("1.80"),
    premium=Decimal("0.20"),
    organic_differential=Decimal("0.40"),
    is_organic=False,
    valid_from=date(2023, 8, 1),
    source_url="",
)


def test_a_quarter_kilo_of_roasted_coffee() -> None:
    floor = floor_for(Fraction(250), "g", factor=ROASTED_TO_GREEN, row=WASHED, is_organic=False)
    assert floor.minimum_shown() == Decimal("1.1806")
    assert four_decimals(floor.premium) == Decimal("0.1312")
    assert floor.currency == "USD"


def test_organic_adds_the_differential_once() -> None:
    floor = floor_for(Fraction(1), "lb", factor=Fraction(1), row=WASHED, is_organic=True)
    assert floor.minimum == Fraction("2.20")
    organic_row = replace(WASHED, is_organic=True, minimum=Decimal("2.20"))
    assert floor_for(Fraction(1), "lb", factor=Fraction(1), row=organic_row, is_organic=True).minimum == Fraction("2.2")


def test_a_sack_and_a_container() -> None:
    sack = floor_for(Fraction(60), "kg", factor=Fraction(1), row=WASHED, is_organic=False)
    assert round(sack.premium, 2) == Fraction("26.46")
    container = floor_for(Fraction(37_500), "lb", factor=Fraction(1), row=WASHED, is_organic=False)
    assert container.minimum == 67_500
    assert container.premium == 7_500
    parchment = floor_for(Fraction(1), "t", factor=Fraction(8, 10), row=WASHED, is_organic=False)
    assert round(parchment.premium, 2) == Fraction("352.74")


def test_cocoa_by_the_tonne() -> None:
    cocoa = replace(WASHED, product="cocoa", form="beans", unit="t", minimum=Decimal(2400), premium=Decimal(240))
    bar = floor_for(Fraction(500), "g", factor=Fraction(1), row=cocoa, is_organic=False)
    assert (bar.minimum, bar.premium) == (Fraction("1.2"), Fraction("0.12"))


def test_where_no_floor_is_set_the_premium_is_still_due() -> None:
    sugar = replace(WASHED, product="sugar", unit="t", minimum=None, premium=Decimal(60), organic_differential=None)
    floor = floor_for(Fraction(1), "kg", factor=Fraction(1), row=sugar, is_organic=False)
    assert floor.minimum is None
    assert floor.minimum_minor(2) is None
    assert floor.premium == Fraction("0.06")


def test_a_minimum_is_rounded_up() -> None:
    assert Floor(Fraction("1.1801"), Fraction(0), "USD").minimum_minor(2) == 119
    assert Floor(Fraction("1.18"), Fraction(0), "USD").minimum_minor(2) == 118


def test_pounds_are_exact_and_pieces_are_not_a_weight() -> None:
    assert grams(Fraction(1), "lb") == Fraction("453.59237")
    with pytest.raises(UnknownUnit):
        grams(Fraction(1), "piece")
