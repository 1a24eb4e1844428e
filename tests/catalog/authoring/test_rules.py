"""Handles, labels, barcodes, and the lowest price before a reduction."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.catalog.authoring.errors import BadBarcode
from market.catalog.authoring.rules.history import PRIOR_PERIOD, PricePeriod, lowest_before_reduction
from market.catalog.authoring.rules.products import (
    first_free,
    handle_of,
    plain_quantity,
    require_barcode,
    variant_label,
    weight_of,
)

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def periods(*steps: tuple[int, int]) -> list[PricePeriod]:
    """Each amount asked from so many days ago until the next begins."""
    begins = [NOW - timedelta(days=ago) for _, ago in steps]
    ends = [*begins[1:], None]
    return [PricePeriod(amount, since, until) for (amount, _), since, until in zip(steps, begins, ends, strict=True)]


@pytest.mark.parametrize(
    ("steps", "lowest"),
    [
        ([(1000, 100)], None),
        ([(1000, 100), (900, 5)], 1000),
        # Raised shortly before it was lowered: the low of the 30 days counts.
        ([(800, 100), (1000, 20), (900, 5)], 800),
        # Long before that it was lower: it does not.
        ([(500, 200), (1000, 60), (900, 5)], 1000),
        # The last day of the old price is the thirtieth before.
        ([(500, 200), (1000, 34), (900, 5)], 500),
        ([(500, 200), (1000, 35), (900, 5)], 1000),
        # Lowered step by step: from the first step on.
        ([(1000, 100), (900, 10), (800, 5)], 1000),
        # A rise between the steps begins anew.
        ([(1000, 100), (900, 20), (950, 10), (800, 5)], 900),
        # Higher than right before is no reduction, though lower than ever.
        ([(1000, 100), (700, 20), (750, 5)], None),
        # Old news.
        ([(1000, 100), (900, 30)], None),
        # Only the premium inside changed.
        ([(1000, 100), (900, 10), (900, 5)], 1000),
        ([(900, 100), (900, 10)], None),
    ],
)
def test_the_lowest_price_of_thirty_days_before_a_reduction(steps: list[tuple[int, int]], lowest: int | None) -> None:
    assert lowest_before_reduction(periods(*steps), at=NOW) == lowest


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 90)), min_size=1, max_size=8))
def test_whatever_the_history_the_lowest_was_asked_within_the_period(steps: list[tuple[int, int]]) -> None:
    days = sorted({ago for _, ago in steps}, reverse=True)
    history = periods(*[(amount, ago) for (amount, _), ago in zip(steps, days, strict=False)])
    lowest = lowest_before_reduction(history, at=NOW)
    now = history[-1]
    if len(history) < 2 or history[-2].amount_minor < now.amount_minor or NOW - now.since >= PRIOR_PERIOD:
        assert lowest is None
    if lowest is not None:
        # Nothing else was asked for less in the 30 days before the last step, but earlier steps of this reduction.
        assert lowest in {each.amount_minor for each in history[:-1]}


def test_a_past_price_is_no_price_in_force() -> None:
    over = [PricePeriod(1000, NOW - timedelta(days=9), NOW - timedelta(days=5))]
    over.append(PricePeriod(900, NOW - timedelta(days=5), NOW - timedelta(days=1)))
    assert lowest_before_reduction(over, at=NOW) is None


@given(st.text(max_size=300))
def test_every_name_has_a_handle_fit_for_an_address(name: str) -> None:
    handle = handle_of(name)
    assert 0 < len(handle) <= 60
    assert handle == handle.strip("-")
    assert not set(handle) & set(" /?#%&\\\"'<>")


def test_handles_count_on() -> None:
    assert first_free("honey", {"honey-2", "honeycomb"}) == "honey"
    assert first_free("honey", {"honey", "honey-2", "honey-3"}) == "honey-4"


@pytest.mark.parametrize("barcode", ["4006381333931", "96385074", "036000291452", "00012345600012"])
def test_barcodes_with_the_right_last_digit_are_taken(barcode: str) -> None:
    require_barcode(barcode)


@pytest.mark.parametrize("barcode", ["4006381333932", "", "123", "40063813339310", "٤٠٠٦٣٨١٣٣٣٩٣١", "7.61E+12"])
def test_other_barcodes_are_not(barcode: str) -> None:
    with pytest.raises(BadBarcode):
        require_barcode(barcode)


@pytest.mark.parametrize(
    ("quantity", "unit", "label", "grams"),
    [
        ("250.000", "g", "250 g", 250),
        ("0.500", "kg", "0.5 kg", 500),
        ("100", "piece", "100 ×", 500),
        ("8", "oz", "8 oz", 227),
        ("75", "cl", "75 cl", 750),
        ("1200", "t", "1200 t", 1_000_000),
        ("0.001", "g", "0.001 g", 1),
    ],
)
def test_labels_and_weights_follow_the_contents(quantity: str, unit: str, label: str, grams: int) -> None:
    assert variant_label((), Decimal(quantity), unit) == label
    assert weight_of(Decimal(quantity), unit) == grams
    assert plain_quantity(Decimal("1E+3")) == "1000"
