"""Records and their sums, as facts alone: what is told equals the books, or somebody is told what does not."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from market.payouts.periods.rules.columns import ALL_COLUMNS, SHEET_OF, Cell, Column, cell_text, flat
from market.payouts.periods.rules.facts import (
    BalanceFact,
    Difference,
    LineFact,
    MovementFact,
    PartFact,
    PayoutFact,
    Period,
    RefundedPart,
    RefundFact,
)
from market.payouts.periods.rules.records import (
    PART_KINDS,
    Record,
    canonical_line,
    line_record,
    moment,
    movement_record,
    refund_record,
)
from market.payouts.periods.rules.tally import Tally

AT = datetime(2026, 11, 3, 12, tzinfo=UTC)
PAYABLE, PREMIUM = "producer:org_1:payable", "premium:org_1"
GOODS = PartFact("producer", 1000, "buyer", None, None, "", PAYABLE)
FEE = PartFact("market_fee", 80, "buyer", "fee_1", 2, "standard: 8 %", "platform:fee_income")
LINE = LineFact(AT, "ord_1", "li_1", "Coffee", "250 g", 1, "EUR", 1080, 0, "norandino", True, (GOODS, FEE))
REFUND = RefundFact(
    at=AT,
    refund_id="ref_1",
    kind="lines",
    reason="broken",
    liable="producer",
    is_undone=False,
    order_id="ord_1",
    order_line_id="li_1",
    name="Coffee",
    variant_label="250 g",
    quantity=1,
    currency="EUR",
    parts=(
        RefundedPart("producer", 100, 60, 40, 0, PAYABLE),
        RefundedPart("market_fee", 8, 0, 0, 0, "platform:fee_income"),
    ),
)


def balances(*closings: int) -> tuple[BalanceFact, ...]:
    return tuple(
        BalanceFact(account, "EUR", 0, minor, minor, minor)
        for account, minor in zip((PAYABLE, PREMIUM), closings, strict=False)
    )


def posting(minor: int, kind: str = "order_paid", account: str = PAYABLE) -> MovementFact:
    return MovementFact(account, "EUR", AT, "led_1", kind, "ord_1", "ord_1", "", minor)


def test_what_is_told_of_a_line_equals_what_was_booked() -> None:
    tally = Tally(balances(-1000))
    assert tally.line(LINE) == 1000
    assert tally.movement(posting(-1000)) == -1000
    assert tally.differences() == []


@pytest.mark.parametrize(
    ("line", "movement", "wrong"),
    [
        (1000, -999, Difference(f"sales on {PAYABLE}", "EUR", 1000, 999)),
        (0, -1000, Difference(f"sales on {PAYABLE}", "EUR", 0, 1000)),
        (1000, 0, Difference(f"sales on {PAYABLE}", "EUR", 1000, 0)),
    ],
)
def test_a_sale_told_otherwise_than_booked_is_named(line: int, movement: int, wrong: Difference) -> None:
    tally = Tally(balances(movement))
    if line:
        tally.line(replace(LINE, parts=(replace(GOODS, minor=line),)))
    if movement:
        tally.movement(posting(movement))
    assert tally.differences() == [wrong]


def test_balances_that_do_not_follow_are_named() -> None:
    tally = Tally((BalanceFact(PAYABLE, "EUR", -10, -20, -30, -31),))
    tally.movement(posting(-5, "correction"))
    assert tally.differences() == [
        Difference(f"balance of {PAYABLE}", "EUR", 15, 20),
        Difference(f"balance of {PAYABLE}", "EUR", 30, 31),
    ]


def test_a_refund_takes_what_the_books_say_and_an_undone_one_gives_it_back() -> None:
    tally = Tally(balances(0))
    assert tally.refund(REFUND) == -100
    assert tally.refund(replace(REFUND, is_undone=True)) == 100
    assert tally.differences() == []
    tally.refund(REFUND)
    assert tally.differences() == [Difference("refunds", "EUR", -100, 0)]
    tally.movement(posting(60, "refund"))
    tally.movement(posting(40, "dispute_charged"))
    assert [wrong.what for wrong in tally.differences()] == [f"balance of {PAYABLE}"]


def test_a_refund_that_only_the_books_know_is_named() -> None:
    tally = Tally(balances(100))
    tally.movement(posting(100, "refund"))
    assert tally.differences() == [Difference("refunds", "EUR", 0, -100)]


def test_a_payout_told_otherwise_than_claimed_is_named() -> None:
    payout = PayoutFact(
        "pyt_1", "2026-W48", "goods", "manual_bank", "EUR", 900, 100, 800, AT, None, None, "in_transit", None, None,
        None, 800, 100,
    )  # fmt: skip
    tally = Tally(())
    tally.payout(payout)
    assert tally.differences() == []
    tally.payout(replace(payout, booked_in_transit_minor=799, booked_netted_minor=101))
    assert tally.differences() == [
        Difference("payout pyt_1", "EUR", 800, 799),
        Difference("netting of payout pyt_1", "EUR", 100, 101),
    ]


def test_rules_are_added_up_by_version_and_their_note_is_kept_while_it_is_the_same() -> None:
    tally = Tally(balances(0))
    newer = replace(FEE, rule_version=3, minor=90)
    for part in (FEE, FEE, newer, replace(newer, rule_note="at 1.08 USD")):
        tally.line(replace(LINE, parts=(part,)))
    found = [(summed.rule_version, summed.minor, summed.parts, summed.note) for summed in tally.rules()]
    assert found == [(2, 160, 2, "standard: 8 %"), (3, 180, 2, "")]


def test_a_line_of_ones_own_says_the_whole_price_and_anothers_only_ones_share() -> None:
    own = line_record(LINE, yours=1000)
    assert (own["record"], own["paid"], own["yours"], own["price"]) == ("line", 1080, 1000, 1080)
    share = line_record(replace(LINE, is_own=False, parts=(GOODS,)), yours=1000)
    assert (share["record"], share["seller"]) == ("share", "norandino")
    assert not {"price", "paid", "discount"} & set(share)


def test_a_refund_is_below_zero_for_who_gives_and_above_for_the_buyer() -> None:
    record = refund_record(replace(REFUND, parts=(RefundedPart("producer", 100, 60, 0, 40, PAYABLE),)), yours=-60)
    assert record["to_buyer"] == 100
    assert record["parts"] == [
        {"kind": "producer", "amount": -100, "owed": -60, "receivable": 0, "borne_by_market": 40}
    ]
    undone = refund_record(replace(REFUND, is_undone=True), yours=100)
    assert undone["to_buyer"] == -108


def test_a_movement_is_seen_from_the_organisation() -> None:
    record = movement_record(posting(-1000), balance_minor=-1500)
    assert (record["amount"], record["balance"]) == (1000, 1500)


def test_moments_are_in_utc() -> None:
    assert moment(AT.astimezone(timezone(timedelta(hours=5, minutes=30)))) == "2026-11-03T12:00:00Z"


@pytest.mark.parametrize(
    ("first", "end", "sane"),
    [
        (date(2026, 1, 1), date(2026, 1, 2), True),
        (date(2026, 1, 1), date(2026, 1, 1), False),
        (date(2026, 1, 2), date(2026, 1, 1), False),
        (date(2026, 1, 1), date(2036, 1, 1), True),
        (date(2026, 1, 1), date(2037, 1, 1), False),
    ],
)
def test_a_period_ends_after_it_begins_and_within_ten_years(first: date, end: date, sane: bool) -> None:
    assert Period(first, end).is_sane is sane


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=8), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=8), JSON, max_size=8))
def test_a_record_is_written_as_rfc_8785_says(record: Record) -> None:
    assert canonical_line(record).encode() == rfc8785.dumps(record)
    assert "\n" not in canonical_line(record)
    assert json.loads(canonical_line(record)) == record


def test_parts_stand_side_by_side_with_the_rules_that_made_them() -> None:
    facts = flat(line_record(replace(LINE, parts=(GOODS, FEE, replace(FEE, kind="vat", rule_version=None))), yours=1))
    assert (facts["producer"], facts["market_fee"]) == (1000, 80)
    assert facts["rules"] == "market_fee=fee_1/2; vat=fee_1"
    assert "parts" not in facts
    assert flat({"record": "rule", "parts": 3}) == {"record": "rule", "parts": 3}


def test_every_kind_of_part_has_a_column() -> None:
    assert set(PART_KINDS) <= {column.name for column in SHEET_OF["line"].columns}
    assert len({column.name for column in ALL_COLUMNS}) == len(ALL_COLUMNS)


@pytest.mark.parametrize(
    ("column", "facts", "text"),
    [
        (Column("amount", Cell.AMOUNT), {"amount": -5, "currency": "EUR"}, "-0.05"),
        (Column("amount", Cell.AMOUNT), {"amount": 5, "currency": "JPY"}, "5"),
        (Column("amount", Cell.AMOUNT), {"amount": None, "currency": "EUR"}, ""),
        (Column("amount", Cell.AMOUNT), {"currency": "EUR"}, ""),
        (Column("name", Cell.TEXT), {"name": "=1+1"}, "'=1+1"),
        (Column("name", Cell.TEXT), {"name": "-5"}, "'-5"),
        (Column("quantity", Cell.COUNT), {"quantity": 3}, "3"),
        (Column("is_undone", Cell.TEXT), {"is_undone": True}, "yes"),
        (Column("is_undone", Cell.TEXT), {"is_undone": False}, "no"),
    ],
)
def test_a_cell_is_an_amount_or_a_text_that_runs_nowhere(column: Column, facts: Record, text: str) -> None:
    assert cell_text(column, facts) == text
