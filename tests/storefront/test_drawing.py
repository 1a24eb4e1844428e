"""Pictures keep the proportions of their figures."""

import re

from hypothesis import given
from hypothesis import strategies as st

from storefront.drawing import order_bar, price_bar
from storefront.shapes.base import Money
from storefront.shapes.catalog import Breakdown, Part
from storefront.shapes.orders import Share


def breakdown(*amounts: int) -> Breakdown:
    kinds = ("producer", "premium", "market_fee", "vat")
    parts = tuple(Part(kind, Money(amount, "EUR")) for kind, amount in zip(kinds, amounts, strict=False))
    return Breakdown(Money(sum(amounts), "EUR"), parts)


def share(kind: str, amount: int, given_back: int = 0) -> Share:
    return Share(kind, Money(amount, "EUR"), "earned", given_back=Money(given_back, "EUR"))


def widths(drawn: str) -> dict[str, float]:
    """How wide each kind of segment is, in per cent."""
    found = re.findall(r'<rect x="[\d.]+%" width="([\d.]+)%" height="100%" class="part-(\w+)"', drawn)
    return {kind: float(width) for width, kind in found}


def test_segments_are_as_long_as_their_shares_and_fill_the_bar() -> None:
    drawn = price_bar(breakdown(700, 100, 150, 50), "a bar")
    segments = re.findall(r'<rect x="([\d.]+)%" width="([\d.]+)%" height="100%" class="part-', drawn)
    assert [(float(x), float(width)) for x, width in segments] == [(0, 70), (70, 10), (80, 15), (95, 5)]


def test_a_part_of_nothing_is_not_drawn() -> None:
    assert "part-premium" not in price_bar(breakdown(700, 0, 300), "a bar")
    assert price_bar(breakdown(0), "a bar") == ""


def test_what_went_back_is_taken_from_each_share_and_shown_at_the_end() -> None:
    shares = [share("producer", 800, 400), share("vat", 200, 100)]
    assert widths(order_bar(shares, Money(1000, "EUR"), "a bar")) == {"producer": 40, "vat": 10, "returned": 50}
    everything = [share("producer", 800, 800), share("vat", 200, 200)]
    assert widths(order_bar(everything, Money(1000, "EUR"), "a bar")) == {"returned": 100}


def test_where_the_market_puts_something_in_the_bar_is_what_the_parties_get() -> None:
    shares = [share("producer", 900), share("vat", 300), share("discount_subsidy", -200)]
    drawn = order_bar(shares, Money(1000, "EUR"), "a bar")
    assert widths(drawn) == {"producer": 75, "vat": 25}
    assert "<text" not in drawn
    parts = (Part("producer", Money(900, "EUR")), Part("minimum_price_subsidy", Money(-100, "EUR")))
    assert widths(price_bar(Breakdown(Money(800, "EUR"), parts), "a bar")) == {"producer": 100}


@given(st.lists(st.tuples(st.integers(-500, 5000), st.integers(0, 100)), min_size=1, max_size=6))
def test_the_bar_of_an_order_is_full_whatever_went_back(rows: list[tuple[int, int]]) -> None:
    shares = [share(f"kind{index}", amount, amount * back // 100) for index, (amount, back) in enumerate(rows)]
    total = Money(sum(amount for amount, _ in rows), "EUR")
    drawn = widths(order_bar(shares, total, "a bar"))
    if total.amount <= 0:
        assert drawn == {}
    else:
        assert abs(sum(drawn.values()) - 100) < 0.01


def test_a_title_cannot_carry_markup() -> None:
    assert "<script>" not in price_bar(breakdown(1), '"><script>')
