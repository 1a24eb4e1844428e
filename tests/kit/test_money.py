"""Whole minor units: rounding by name, shares that sum, and no adding of different currencies."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.money import BASIS_POINTS, Money, ceiling, half_up, share_of, split, tax_inside


@pytest.mark.parametrize(
    ("amount", "rounded", "raised"),
    [
        (Fraction(0), 0, 0),
        (Fraction(5, 2), 3, 3),
        (Fraction(-5, 2), -3, -2),
        (Fraction(249, 100), 2, 3),
        (Fraction(-249, 100), -2, -2),
        (Fraction(251, 100), 3, 3),
        (Fraction(7), 7, 7),
        (Fraction(-7), -7, -7),
    ],
)
def test_halves_go_away_from_zero_and_a_ceiling_up(amount: Fraction, rounded: int, raised: int) -> None:
    assert (half_up(amount), ceiling(amount)) == (rounded, raised)


@pytest.mark.parametrize(
    ("minor", "bps", "share"), [(1490, 800, 119), (1490, 0, 0), (50, 100, 1), (49, 100, 0), (10_000, 10_000, 10_000)]
)
def test_a_share_is_rounded_half_up(minor: int, bps: int, share: int) -> None:
    assert share_of(minor, bps) == share


@pytest.mark.parametrize(("gross", "bps", "tax"), [(1055, 550, 55), (1200, 2000, 200), (1490, 550, 78), (1000, 0, 0)])
def test_the_tax_inside_a_price(gross: int, bps: int, tax: int) -> None:
    assert tax_inside(gross, bps) == tax


@pytest.mark.parametrize(
    ("minor", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (10, [0, 1], [0, 10]),
        (0, [3, 4], [0, 0]),
        (7, [5, 3, 2], [4, 2, 1]),
        (1, [1, 2], [0, 1]),
    ],
)
def test_shares_go_to_the_largest_remainders(minor: int, weights: list[int], parts: list[int]) -> None:
    assert split(minor, weights) == parts
    assert Money(minor, "EUR").split(weights) == [Money(part, "EUR") for part in parts]


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=9).filter(any))
def test_shares_always_sum_and_are_less_than_a_unit_off(minor: int, weights: list[int]) -> None:
    parts = split(minor, weights)
    assert sum(parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(minor * weight, sum(weights))) < 1


@pytest.mark.parametrize(("minor", "weights"), [(-1, [1]), (5, []), (5, [0, 0]), (5, [1, -1])])
def test_a_split_that_makes_no_sense_is_refused(minor: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"^shares need a non-negative amount and weights of which at least one"):
        split(minor, weights)


def test_money_adds_up_in_one_currency_only() -> None:
    five, two = Money(500, "EUR"), Money(200, "EUR")
    assert (five + two, five - two, -five, five.times(3)) == (
        Money(700, "EUR"),
        Money(300, "EUR"),
        Money(-500, "EUR"),
        Money(1500, "EUR"),
    )
    for act in (five.__add__, five.__sub__):
        with pytest.raises(ValueError, match=r"^EUR and USD do not add up$"):
            act(Money(1, "USD"))


@pytest.mark.parametrize("minor", [1.0, "1", True, None])
def test_money_counts_whole_units(minor: object) -> None:
    with pytest.raises(TypeError, match=r"^money counts whole minor units$"):
        Money(minor, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize("currency", ["eur", "EU", "EURO", "ÉUR", ""])
def test_a_currency_has_three_capitals(currency: str) -> None:
    with pytest.raises(ValueError, match=r"is not an ISO 4217 code$"):
        Money(1, currency)


def test_ten_thousand_basis_points_are_the_whole() -> None:
    assert share_of(777, BASIS_POINTS) == 777
