"""What each movement is, which days are read, how a difference is said."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.money import Money
from market.payments.reconcile.entries import entry_of
from market.payments.reconcile.errors import NotADay
from market.payments.reconcile.rules import (
    BookedMovement,
    Movement,
    Totals,
    Way,
    day_bounds,
    due_days,
    parse_day,
    require_begun,
    said,
    slices_of,
    way_of,
    window_of,
    wrong_amounts,
    wrong_totals,
)
from models.enums import JournalKind

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
_WORDS = (
    "charge payment refund payment_refund refund_failure transfer transfer_refund transfer_cancel transfer_failure "
    "adjustment stripe_fee stripe_fx_fee tax_fee payout payout_failure payout_cancel topup topup_reversal "
    "reserve_transaction reserve_hold reserve_release reserved_funds advance issuing_transaction contribution"
)
TYPES = _WORDS.split()


def movement(type_: str, minor: int = 1000, fee: int = 0, category: str = "") -> Movement:
    return Movement("txn_1", type_, category, "x_1", "", Money(minor, "EUR"), Money(fee, "EUR"), NOW)


@pytest.mark.parametrize(
    ("type_", "category", "source", "minor", "way"),
    [
        ("charge", "charge", "ch_1", 1, Way.CHARGE),
        ("payment", "charge", "py_1", 1, Way.CHARGE),
        ("payment_refund", "refund", "re_1", -1, Way.REFUND_SENT),
        ("refund_failure", "refund_failure", "re_1", 1, Way.REFUND_BACK),
        ("transfer", "transfer", "tr_1", -1, Way.TRANSFER_SENT),
        ("transfer_refund", "transfer_reversal", "trr_1", 1, Way.TRANSFER_BACK),
        ("adjustment", "dispute", "du_1", -1, Way.DISPUTE_TAKEN),
        ("adjustment", "dispute_reversal", "du_1", 1, Way.DISPUTE_BACK),
        ("adjustment", "", "dp_1", -1, Way.DISPUTE_TAKEN),
        ("adjustment", "other_adjustment", None, -1, Way.UNKNOWN),
        ("tax_fee", "tax", None, -1, Way.STRIPE_CHARGED),
        ("payout_cancel", "payout_reversal", "po_1", 1, Way.PLATFORM_PAYOUT),
        ("topup_reversal", "topup_reversal", "tu_1", -1, Way.PLATFORM_TOPUP),
        ("reserved_funds", "risk_reserved_funds", None, -1, Way.STRIPE_RESERVE),
        ("payment_reversal", "charge_failure", "py_1", -1, Way.UNKNOWN),
        ("what_stripe_adds_tomorrow", "", None, -1, Way.UNKNOWN),
    ],
)
def test_every_type_has_a_way(type_: str, category: str, source: str | None, minor: int, way: Way) -> None:
    assert way_of(type_, category=category, source=source, amount_minor=minor) is way


@given(st.sampled_from(TYPES), st.integers(-(10**9), 10**9), st.integers(-(10**6), 10**6))
def test_what_is_booked_here_moves_what_stripe_moved(type_: str, minor: int, fee: int) -> None:
    """An entry made of a movement changes the two accounts at Stripe by its net; of an awaited one by its fee alone."""
    moved = movement(type_, minor, fee)
    entry = entry_of(moved, now=NOW)
    at_stripe = sum(leg.money.minor for leg in entry.legs if leg.account.code == "stripe:available") if entry else 0
    if not moved.way.is_awaited:
        assert at_stripe == minor - fee
    else:
        assert at_stripe == (0 if moved.way.has_own_fee else -fee)


def test_an_entry_is_never_of_the_future() -> None:
    """A sandbox's clock may be ahead."""
    entry = entry_of(movement("topup"), now=NOW - timedelta(days=30))
    assert entry is not None and entry.effective_at == NOW - timedelta(days=30)


@pytest.mark.parametrize(
    ("day", "read_until", "since", "until", "is_complete"),
    [
        ("2026-11-24", None, datetime(2011, 1, 1, tzinfo=UTC), NOW + timedelta(days=366), True),
        ("2026-11-25", NOW, datetime(2026, 11, 24, 9, tzinfo=UTC), NOW + timedelta(days=366), True),
        ("2026-11-24", NOW, datetime(2026, 11, 24, tzinfo=UTC), NOW + timedelta(days=366), True),
        ("2026-11-23", NOW, datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC), False),
        ("2026-11-20", None, datetime(2011, 1, 1, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC), False),
        (
            "2026-11-20",
            datetime(2026, 11, 10, tzinfo=UTC),
            datetime(2026, 11, 9, tzinfo=UTC),
            datetime(2026, 11, 21, tzinfo=UTC),
            False,
        ),
    ],
)
def test_no_gap_is_left_between_what_was_read_and_the_day(
    day: str, read_until: datetime | None, since: datetime, until: datetime, is_complete: bool
) -> None:
    window = window_of(date.fromisoformat(day), read_until=read_until, now=NOW)
    assert (window.since, window.until, window.is_complete) == (since, until, is_complete)


@given(st.timedeltas(timedelta(0), timedelta(days=400)), st.integers(0, 400))
def test_a_window_holds_its_day_and_meets_the_cursor(ago: timedelta, days: int) -> None:
    read_until, day = NOW - ago, NOW.date() - timedelta(days=days)
    window = window_of(day, read_until=read_until, now=NOW)
    starts_at, ends_at = day_bounds(day)
    assert window.since <= starts_at and ends_at <= window.until
    assert window.since <= read_until


@given(st.timedeltas(timedelta(0), timedelta(days=2000)), st.timedeltas(timedelta(minutes=1), timedelta(days=2000)))
def test_slices_cover_everything_once(ago: timedelta, length: timedelta) -> None:
    since, until = NOW - ago, NOW - ago + length
    slices = slices_of(since, until, now=NOW)
    assert (slices[0][0], slices[-1][1]) == (since, until)
    assert all(end == start for (_, end), (start, _) in pairwise(slices))
    assert all(start < end for start, end in slices)


@pytest.mark.parametrize(
    ("done_until", "now", "days"),
    [
        (None, "2026-11-25T09:00", ["2026-11-24"]),
        (None, "2026-11-25T00:30", ["2026-11-23"]),
        ("2026-11-25T00:00", "2026-11-25T09:00", []),
        ("2026-11-24T00:00", "2026-11-25T00:59", []),
        ("2026-11-24T00:00", "2026-11-25T01:00", ["2026-11-24"]),
        ("2026-11-22T00:00", "2026-11-25T09:00", ["2026-11-22", "2026-11-23", "2026-11-24"]),
    ],
)
def test_every_day_that_is_over_comes_once(done_until: str | None, now: str, days: list[str]) -> None:
    until = None if done_until is None else datetime.fromisoformat(done_until).replace(tzinfo=UTC)
    assert [str(day) for day in due_days(until, now=datetime.fromisoformat(now).replace(tzinfo=UTC))] == days


def test_after_a_long_absence_the_last_month_is_enough() -> None:
    days = due_days(datetime(2024, 1, 1, tzinfo=UTC), now=NOW)
    assert len(days) == 31 and str(days[-1]) == "2026-11-24"


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-31", "20261124", "2026-W48-2", "2026-11-24T00:00:00"])
def test_a_day_is_written_in_one_way(text: str) -> None:
    with pytest.raises(NotADay):
        parse_day(text)


def test_a_day_has_begun_at_midnight_utc() -> None:
    require_begun(NOW.date(), now=day_bounds(NOW.date())[0])
    with pytest.raises(NotADay):
        require_begun(NOW.date() + timedelta(days=1), now=NOW)


@pytest.mark.parametrize(
    ("money", "words"),
    [
        (Money(5699, "EUR"), "56.99 EUR"),
        (Money(-5, "EUR"), "-0.05 EUR"),
        (Money(123456789, "EUR"), "1,234,567.89 EUR"),
        (Money(500, "JPY"), "500 JPY"),
        (Money(1230, "KWD"), "1.230 KWD"),
    ],
)
def test_money_is_said_in_whole_units(money: Money, words: str) -> None:
    assert said(money) == words


def test_a_fee_that_is_missing_is_said_apart_from_the_net() -> None:
    entry = BookedMovement(
        "led_1", JournalKind.ORDER_PAID, ("txn_1",), {"EUR": 900}, {"EUR": 900}, Money(100, "EUR"), Money(0, "EUR")
    )
    (found,) = wrong_amounts([entry])
    assert (found.name, found.ids) == ("fee_differs", ("txn_1", "led_1"))
    assert "1.00 EUR" in found.sentence and "0.00 EUR" in found.sentence


def test_amounts_in_two_currencies_do_not_cancel() -> None:
    entry = BookedMovement("led_1", JournalKind.REFUND_SENT, ("txn_1",), {"USD": -900}, {"EUR": -900})
    assert [found.name for found in wrong_amounts([entry])] == ["net_differs"]


def test_what_is_under_way_explains_a_difference_and_no_more() -> None:
    assert wrong_totals([Totals("EUR", 1000, 900, under_way_minor=100)]) == []
    (found,) = wrong_totals([Totals("EUR", 1000, 900, under_way_minor=99)])
    assert "10.00 EUR" in found.sentence and "9.00 EUR" in found.sentence and "0.99 EUR" in found.sentence
