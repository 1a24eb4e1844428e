"""How much of a refund each part gives: never negative, never too much, exact at the end, near its share always."""

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.payments.refunds.rules import PartState, give_back, refund_step, refundable, units_back
from models.enums import PartKind


def one_by_one(amount: int, weights: Sequence[int], given_back: Sequence[int]) -> list[int]:
    """The same said slowly: each unit goes to whoever is furthest below its exact share and has any left."""
    total, cumulative = sum(weights), sum(given_back) + amount
    steps = [0] * len(weights)
    for _ in range(amount):
        able = [index for index in range(len(weights)) if given_back[index] + steps[index] < weights[index]]
        behind = [Fraction(weights[index] * cumulative, total) - given_back[index] - steps[index] for index in able]
        steps[able[behind.index(max(behind))]] += 1
    return steps


def cut(rng: random.Random, whole: int) -> list[int]:
    """`whole` in a few pieces, or in many."""
    pieces = []
    while whole:
        piece = min(whole, rng.choice([1, 2, 3, rng.randint(1, whole)]))
        pieces.append(piece)
        whole -= piece
    return pieces


def test_a_step_is_what_giving_unit_by_unit_comes_to() -> None:
    rng = random.Random(20261124)
    for _ in range(2000):
        weights = [rng.choice([0, 1, 2, 7, 100, rng.randint(0, 4000)]) for _ in range(rng.randint(1, 7))]
        before = [rng.randint(0, weight) for weight in weights]
        left = sum(weights) - sum(before)
        amount = rng.randint(0, min(left, 150))
        assert refund_step(amount, weights, before) == one_by_one(amount, weights, before), (amount, weights, before)


@pytest.mark.parametrize(("most_parts", "bound"), [(4, Fraction(1)), (8, Fraction(5, 4))])
def test_however_an_order_is_refunded_every_part_stays_close_to_its_share(most_parts: int, bound: Fraction) -> None:
    """Hundreds of orders, each given back whole in pieces of any size. With up to four parts nobody is ever a unit off;
    with more, tiny refunds of odd shares can be, by less than a quarter."""
    rng = random.Random(41)
    worst = Fraction(0)
    for _ in range(600):
        weights = [rng.choice([1, 2, 9, 88, rng.randint(1, 800)]) for _ in range(rng.randint(1, most_parts))]
        total, given_back = sum(weights), [0] * len(weights)
        for amount in cut(rng, total):
            steps = refund_step(amount, weights, given_back)
            assert sum(steps) == amount
            assert min(steps) >= 0, "a refund never pays anybody"
            given_back = [given + step for given, step in zip(given_back, steps, strict=True)]
            assert all(given <= weight for given, weight in zip(given_back, weights, strict=True))
            shares = [Fraction(weight * sum(given_back), total) for weight in weights]
            worst = max(worst, *(abs(share - given) for share, given in zip(shares, given_back, strict=True)))
        assert given_back == weights, "all of it, to the unit"
    assert Fraction(3, 4) < worst < bound


def test_huge_amounts_take_no_longer() -> None:
    weights = [10**15, 10**14, 3]
    steps = refund_step(10**15, weights, [0, 0, 0])
    assert sum(steps) == 10**15
    assert steps[2] == 3


@pytest.mark.parametrize(
    ("amount", "weights", "before"),
    [(-1, [5], [0]), (6, [5], [0]), (3, [5], [3]), (1, [-5, 10], [0, 0]), (1, [5, 5], [-1, 0]), (1, [5, 5], [6, 0])],
    ids=["negative", "more than all", "more than is left", "negative weight", "negative before", "too much before"],
)
def test_what_cannot_be_given_is_refused(amount: int, weights: list[int], before: list[int]) -> None:
    with pytest.raises(ValueError, match="what is left"):
        refund_step(amount, weights, before)


def test_nothing_of_nothing_is_nothing() -> None:
    assert refund_step(0, [], []) == []
    assert refund_step(0, [0, 0], [0, 0]) == [0, 0]
    with pytest.raises(ValueError, match="argument 2"):
        refund_step(0, [1], [])


def part(kind: PartKind, minor: int, given_back: int = 0) -> PartState:
    return PartState(kind, kind, minor, given_back)


WORKED = [
    part(PartKind.PRODUCER, 1887),
    part(PartKind.PREMIUM, 36),
    part(PartKind.MARKET_FEE, 167),
    part(PartKind.FEDERATION_DUES, 21),
    part(PartKind.SOLIDARITY, 10),
]


def test_one_of_three_cocoa_bars() -> None:
    assert units_back(2121, 3, 0, 1) == 707
    assert give_back(707, WORKED) == {
        PartKind.PRODUCER: 629,
        PartKind.PREMIUM: 12,
        PartKind.MARKET_FEE: 56,
        PartKind.FEDERATION_DUES: 7,
        PartKind.SOLIDARITY: 3,
    }


def test_a_part_of_nothing_gives_nothing() -> None:
    assert give_back(10, [part(PartKind.PRODUCER, 10), part(PartKind.SOLIDARITY, 0)]) == {PartKind.PRODUCER: 10}


def test_what_the_market_put_in_flows_back_in_step() -> None:
    """A discount of 40 borne by the market on goods of 1,000: half the refund takes half of it back."""
    parts = [part(PartKind.PRODUCER, 1000), part(PartKind.DISCOUNT_SUBSIDY, -40)]
    assert give_back(480, parts) == {PartKind.PRODUCER: 500, PartKind.DISCOUNT_SUBSIDY: -20}
    rest = [part(PartKind.PRODUCER, 1000, 500), part(PartKind.DISCOUNT_SUBSIDY, -40, -20)]
    assert give_back(480, rest) == {PartKind.PRODUCER: 500, PartKind.DISCOUNT_SUBSIDY: -20}


def test_a_top_up_goes_back_to_the_market_with_the_goods() -> None:
    parts = [
        part(PartKind.PRODUCER, 1698),
        part(PartKind.MINIMUM_PRICE_TOPUP, 117),
        part(PartKind.MINIMUM_PRICE_SUBSIDY, -117),
    ]
    assert give_back(566, parts) == {
        PartKind.PRODUCER: 566,
        PartKind.MINIMUM_PRICE_TOPUP: 39,
        PartKind.MINIMUM_PRICE_SUBSIDY: -39,
    }


@pytest.mark.parametrize("amount", [0, -1, 2122])
def test_more_than_there_is_or_nothing_at_all_is_no_refund(amount: int) -> None:
    with pytest.raises(ValueError, match="cannot be refunded"):
        give_back(amount, WORKED)


SHARED = (PartKind.PRODUCER, PartKind.PREMIUM, PartKind.MARKET_FEE, PartKind.FEE_VAT, PartKind.VAT, PartKind.SHIPPING)


@st.composite
def prices(draw: st.DrawFn) -> list[PartState]:
    """A line's parts, perhaps with a discount that the market bears and a top-up to the minimum price."""
    kinds = draw(st.lists(st.sampled_from(SHARED), min_size=1, max_size=6, unique=True))
    parts = [part(kind, draw(st.integers(0, 2000))) for kind in kinds]
    whole = sum(one.minor for one in parts)
    parts.append(part(PartKind.DISCOUNT_SUBSIDY, -draw(st.integers(0, max(0, whole - 1)))))
    gap = draw(st.integers(0, 500))
    return [*parts, part(PartKind.MINIMUM_PRICE_TOPUP, gap), part(PartKind.MINIMUM_PRICE_SUBSIDY, -gap)]


@given(prices(), st.randoms(use_true_random=False))
def test_whatever_was_put_in_all_comes_back_exactly_and_nobody_is_paid(
    parts: list[PartState], rng: random.Random
) -> None:
    for amount in cut(rng, max(0, refundable(parts))):
        given_back = give_back(amount, parts)
        assert sum(given_back.values()) == amount
        assert 0 not in given_back.values()
        for one in parts:
            step = given_back.get(one.id, 0)
            assert step * one.minor >= 0, "never the other way round"
            assert abs(one.given_back_minor + step) <= abs(one.minor)
        parts = [replace(one, given_back_minor=one.given_back_minor + given_back.get(one.id, 0)) for one in parts]
        by_kind = {one.kind: one.given_back_minor for one in parts}
        assert by_kind[PartKind.MINIMUM_PRICE_TOPUP] == -by_kind[PartKind.MINIMUM_PRICE_SUBSIDY]
    if refundable(parts) == 0 and any(one.given_back_minor for one in parts):
        assert all(one.given_back_minor == one.minor for one in parts), "nothing is left anywhere"


@given(st.integers(0, 10**9), st.integers(1, 999), st.sampled_from([1, 10, 100]), st.randoms(use_true_random=False))
def test_all_units_together_are_worth_what_was_paid(paid: int, units: int, step: int, rng: random.Random) -> None:
    back, worth = 0, 0
    for piece in cut(rng, units):
        value = units_back(paid, units, back, piece, step=step)
        back, worth = back + piece, worth + value
        assert value >= 0
        assert abs(value - Fraction(paid * piece, units)) < 2 * step
        assert value % step == 0 or back == units
    assert worth == paid


@pytest.mark.parametrize(("before", "units"), [(0, 0), (0, 4), (3, 1), (1, 3), (0, -1)])
def test_units_that_are_not_there_do_not_come_back(before: int, units: int) -> None:
    with pytest.raises(ValueError, match="cannot come back"):
        units_back(2121, 3, before, units)
