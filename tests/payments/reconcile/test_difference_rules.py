"""Every difference between Stripe and the books has a name, a sentence that says both sides, and its ids."""

from datetime import UTC, date, datetime

import pytest

from kit.money import Money
from market.payments.reconcile.errors import NotADay
from market.payments.reconcile.rules import (
    BookedMovement,
    Difference,
    LoneEntry,
    Movement,
    Totals,
    Way,
    day_bounds,
    earlier_unmatched,
    parse_day,
    require_begun,
    unmatched,
    way_of,
    without_movement,
    wrong_amounts,
    wrong_totals,
)
from models.enums import JournalKind

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def test_a_movement_without_entry_is_told_by_type_and_source() -> None:
    movement = Movement("txn_1", "transfer", "transfer", "tr_9", "", eur(-1000), eur(7), AT)
    assert unmatched([movement]) == [Difference("unmatched", "transfer tr_9 over -10.07 EUR has no entry.", ("txn_1",))]
    nameless = Movement("txn_2", "climate_order", "other", None, "", eur(50), eur(0), AT)
    assert unmatched([nameless])[0].sentence == "climate_order txn_2 over 0.50 EUR has no entry."
    assert movement.way is Way.TRANSFER_SENT
    assert unmatched([]) == []


def test_earlier_movements_are_counted() -> None:
    assert earlier_unmatched(["txn_1"], 0) == []
    assert earlier_unmatched(["txn_1"], 1) == [
        Difference("earlier_unmatched", "1 movement of earlier days still have no entry.", ("txn_1",))
    ]
    assert earlier_unmatched(["txn_1", "txn_2"], 7) == [
        Difference("earlier_unmatched", "7 movements of earlier days still have no entry.", ("txn_1", "txn_2"))
    ]


def test_an_entry_of_another_amount_or_fee_is_told_with_both() -> None:
    agrees = BookedMovement("led_0", JournalKind.STRIPE_FEE, ("txn_0",), {"EUR": 5, "USD": 0}, {"EUR": 5})
    net = BookedMovement(
        "led_1", JournalKind.TRANSFER_SENT, ("txn_1", "txn_2"), {"EUR": -1000, "USD": -5}, {"EUR": -900}
    )
    gone = BookedMovement("led_2", JournalKind.TRANSFER_SENT, ("txn_3",), {"EUR": -1000}, {"EUR": 0})
    fee = BookedMovement(
        "led_3", JournalKind.STRIPE_FEE, ("txn_4",), {"EUR": 5}, {"EUR": 5}, stripe_fee=eur(30), books_fee=eur(29)
    )
    no_fee = BookedMovement("led_4", JournalKind.STRIPE_FEE, ("txn_5",), {}, {}, stripe_fee=eur(30))
    same_fee = BookedMovement("led_5", JournalKind.STRIPE_FEE, (), {}, {}, stripe_fee=eur(30), books_fee=eur(30))
    told = wrong_amounts([agrees, net, gone, fee, no_fee, same_fee])
    assert told == [
        Difference(
            "net_differs",
            "Entry transfer_sent: Stripe moved -10.00 EUR and -0.05 USD, the books -9.00 EUR.",
            ("txn_1", "txn_2", "led_1"),
        ),
        Difference(
            "net_differs", "Entry transfer_sent: Stripe moved -10.00 EUR, the books nothing.", ("txn_3", "led_2")
        ),
        Difference(
            "fee_differs", "Entry stripe_fee: Stripe's fee is 0.30 EUR, in the books 0.29 EUR.", ("txn_4", "led_3")
        ),
        Difference("fee_differs", "Entry stripe_fee: Stripe's fee is 0.30 EUR, in the books none.", ("txn_5", "led_4")),
    ]


def test_an_entry_that_stripe_knows_nothing_of_is_told() -> None:
    lone = LoneEntry("led_1", JournalKind.TRANSFER_SENT, "pyt_1", (eur(-1000), Money(-7, "USD")))
    nobody = LoneEntry("led_2", JournalKind.TRANSFER_SENT, None, (eur(-1),))
    assert without_movement([lone, nobody]) == [
        Difference(
            "entry_without_movement",
            "Entry transfer_sent of pyt_1 moved -10.00 EUR and -0.07 USD, of which Stripe has no movement.",
            ("led_1", "pyt_1"),
        ),
        Difference(
            "entry_without_movement",
            "Entry transfer_sent of nothing moved -0.01 EUR, of which Stripe has no movement.",
            ("led_2",),
        ),
    ]


def test_sums_that_differ_are_told_by_currency() -> None:
    assert wrong_totals([Totals("EUR", 1000, 900, 100, 5, 1000, 1000)]) == []
    assert wrong_totals([Totals("EUR", 1000, 1000)]) == [], "Stripe's own balance was not asked for"
    assert wrong_totals([Totals("EUR", 1000, 900), Totals("USD", 5, 3, 1)]) == [
        Difference(
            "totals_differ", "Stripe's movements up to then come to 10.00 EUR, the books to 9.00 EUR.", ("EUR",)
        ),
        Difference(
            "totals_differ",
            "Stripe's movements up to then come to 0.05 USD, the books to 0.03 USD and 0.01 USD under way.",
            ("USD",),
        ),
    ]
    assert wrong_totals(
        [Totals("EUR", 7, 7, imported_minor=7, balance_minor=9), Totals("USD", 0, 0, 0, 0, None, 4)]
    ) == [
        Difference("balance_differs", "Stripe's balance is 0.09 EUR, its movements come to 0.07 EUR.", ("EUR",)),
        Difference("balance_differs", "Stripe's balance is 0.04 USD, its movements come to 0.00 USD.", ("USD",)),
    ]


@pytest.mark.parametrize(
    ("category", "source", "minor", "way"),
    [
        ("dispute", None, -1, Way.DISPUTE_TAKEN),
        ("dispute_reversal", None, 1, Way.DISPUTE_BACK),
        ("other", "dp_1", -1, Way.DISPUTE_TAKEN),
        ("other", "du_1", 0, Way.DISPUTE_BACK),
        ("other", "ch_1", -1, Way.UNKNOWN),
        ("other", None, -1, Way.UNKNOWN),
    ],
)
def test_an_adjustment_is_a_disputes_only_when_stripe_says_so(
    category: str, source: str | None, minor: int, way: Way
) -> None:
    assert way_of("adjustment", category=category, source=source, amount_minor=minor) is way
    assert way_of("charge", category=category, source=source, amount_minor=minor) is Way.CHARGE
    assert way_of("something_new", category=category, source=source, amount_minor=minor) is Way.UNKNOWN


def test_a_refused_day_is_named() -> None:
    for wrong in ("20261124", "2026-W48-2", "yesterday", "2026-11-31"):
        with pytest.raises(NotADay) as refused:
            parse_day(wrong)
        assert refused.value.day == wrong
    assert day_bounds(date(2026, 12, 31)) == (datetime(2026, 12, 31, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    require_begun(date(2026, 11, 24), now=midnight)
    with pytest.raises(NotADay) as refused:
        require_begun(date(2026, 11, 25), now=midnight)
    assert refused.value.day == "2026-11-25"
