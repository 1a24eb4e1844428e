"""Pictures keep the proportions of their figures."""

import re
from datetime import date

from storefront.drawing import Bar, bars, price_bar, validity
from storefront.shapes.base import Money
from storefront.shapes.catalog import Breakdown, Part


def breakdown(*amounts: int) -> Breakdown:
    kinds = ("producer", "premium", "market_fee", "vat")
    parts = tuple(Part(kind, Money(amount, "EUR")) for kind, amount in zip(kinds, amounts, strict=False))
    return Breakdown(Money(sum(amounts), "EUR"), parts)


def test_segments_are_as_long_as_their_shares_and_fill_the_bar() -> None:
    drawn = price_bar(breakdown(700, 100, 150, 50), "a bar")
    segments = re.findall(r'<rect x="([\d.]+)%" width="([\d.]+)%" height="100%" class="part-', drawn)
    assert [(float(x), float(width)) for x, width in segments] == [(0, 70), (70, 10), (80, 15), (95, 5)]


def test_a_part_of_nothing_is_not_drawn() -> None:
    assert "part-premium" not in price_bar(breakdown(700, 0, 300), "a bar")
    assert price_bar(breakdown(0), "a bar") == ""


def test_a_title_cannot_carry_markup() -> None:
    assert "<script>" not in price_bar(breakdown(1), '"><script>')
    assert "<b>" not in bars([Bar("<b>", 0.5, "<b>")], "bars")


def test_a_certificate_that_ended_is_live_no_longer_than_that() -> None:
    def live(ended_at: str | None) -> float:
        drawn = validity(
            valid_from="2026-01-01",
            valid_to="2026-12-31",
            verified_at="2026-02-01T00:00:00Z",
            ended_at=ended_at,
            today=date(2026, 12, 31),
            title="time",
        )
        found = re.search(r'width="([\d.]+)%" height="12" rx="6" class="span-live"', drawn)
        assert found
        return float(found.group(1))

    assert live(None) == 94
    assert live("2026-07-02T00:00:00Z") == 47
