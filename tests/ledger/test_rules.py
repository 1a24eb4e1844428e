"""What each fact does to the books, without a database."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.ids import new_id
from kit.money import Money
from market.ledger.accounts import (
    FEE_INCOME,
    SHIPPING_INCOME,
    SOLIDARITY_FUND,
    STRIPE_AVAILABLE,
    STRIPE_PENDING,
    AccountSpec,
    account_of_purpose,
    dues_payable,
    in_transit,
    premium,
    producer_payable,
    tax,
)
from market.ledger.errors import Unbalanced
from market.ledger.rules import (
    Entry,
    OrderPaidFacts,
    PayoutFacts,
    correction,
    credit,
    debit,
    order_paid,
    payout_claimed,
    payout_released,
    transfer_sent,
)
from models.enums import JournalKind, PartKind, PayoutPurpose, PayoutRail

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
COFFEE, COCOA, FEDERATION = (new_id("org") for _ in range(3))


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def amounts(entry: Entry) -> dict[str, int]:
    return {leg.account.code: leg.money.minor for leg in entry.legs}


def entry_of(*legs: tuple[AccountSpec, int]) -> Entry:
    sides = tuple(debit(to, eur(minor)) if minor >= 0 else credit(to, eur(-minor)) for to, minor in legs)
    return Entry(JournalKind.CORRECTION, "test", NOON, sides)


def test_a_paid_order_owes_each_part_to_whom_it_was_shown_to_go() -> None:
    facts = OrderPaidFacts(
        "ord_1",
        eur(5699),
        "FR",
        (
            (PartKind.PRODUCER, COFFEE, eur(2624)),
            (PartKind.PREMIUM, COFFEE, eur(88)),
            (PartKind.MARKET_FEE, None, eur(232)),
            (PartKind.FEDERATION_DUES, FEDERATION, eur(29)),
            (PartKind.SOLIDARITY, None, eur(15)),
            (PartKind.PRODUCER, COCOA, eur(1887)),
            (PartKind.PREMIUM, COCOA, eur(36)),
            (PartKind.MARKET_FEE, None, eur(167)),
            (PartKind.FEDERATION_DUES, FEDERATION, eur(21)),
            (PartKind.SOLIDARITY, None, eur(10)),
            (PartKind.SHIPPING, None, eur(590)),
        ),
        NOON,
    )
    assert amounts(order_paid(facts)) == {
        STRIPE_PENDING.code: 5699,
        producer_payable(COFFEE).code: -2624,
        producer_payable(COCOA).code: -1887,
        premium(COFFEE).code: -88,
        premium(COCOA).code: -36,
        FEE_INCOME.code: -399,
        dues_payable(FEDERATION).code: -50,
        SOLIDARITY_FUND.code: -25,
        SHIPPING_INCOME.code: -590,
    }


def test_tax_is_owed_to_the_country_of_the_buyer() -> None:
    facts = OrderPaidFacts(
        "ord_1",
        eur(1055),
        "FR",
        (
            (PartKind.PRODUCER, COFFEE, eur(920)),
            (PartKind.MARKET_FEE, None, eur(80)),
            (PartKind.VAT, None, eur(55)),
            (PartKind.SOLIDARITY, None, eur(0)),
        ),
        NOON,
    )
    entry = order_paid(facts)
    assert amounts(entry)[tax("FR").code] == -55
    assert SOLIDARITY_FUND.code not in amounts(entry), "nothing is no posting"


def test_parts_that_do_not_sum_to_the_total_make_no_entry() -> None:
    facts = OrderPaidFacts("ord_1", eur(1000), "FR", ((PartKind.PRODUCER, COFFEE, eur(999)),), NOON)
    with pytest.raises(Unbalanced):
        order_paid(facts)


def test_balance_is_asked_in_each_currency() -> None:
    legs = (debit(STRIPE_PENDING, eur(100)), credit(SOLIDARITY_FUND, Money(100, "USD")))
    with pytest.raises(Unbalanced):
        Entry(JournalKind.CORRECTION, "test", NOON, legs)


def test_one_account_on_both_sides_is_no_entry() -> None:
    with pytest.raises(Unbalanced):
        entry_of((STRIPE_PENDING, 100), (STRIPE_PENDING, -100))


@pytest.mark.parametrize("side", [debit, credit])
def test_a_negative_amount_is_on_the_wrong_side(side: object) -> None:
    assert callable(side)
    with pytest.raises(ValueError, match="negative"):
        side(STRIPE_PENDING, eur(-1))


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_order_of_legs_changes_neither_the_entry_nor_its_hash(shares: list[int], random: object) -> None:
    legs = [(producer_payable(f"org_{index % 5}"), -minor) for index, minor in enumerate(shares)]
    legs.append((STRIPE_PENDING, sum(shares)))
    shuffled = list(legs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = entry_of(*legs), entry_of(*shuffled)
    assert one.legs == other.legs
    assert one.input_hash() == other.input_hash()
    assert sum(leg.money.minor for leg in one.legs) == 0
    assert len({leg.account.code for leg in one.legs}) == len(one.legs)


@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=9), st.integers(0, 8), st.sampled_from([-1, 1]))
def test_off_by_one_anywhere_is_refused(shares: list[int], place: int, off: int) -> None:
    legs = [(producer_payable(f"org_{index}"), -minor) for index, minor in enumerate(shares)]
    legs.append((STRIPE_PENDING, sum(shares)))
    account, minor = legs[place % len(legs)]
    legs[place % len(legs)] = (account, minor + off)
    with pytest.raises(Unbalanced):
        entry_of(*legs)


@pytest.mark.parametrize("purpose", list(PayoutPurpose))
@pytest.mark.parametrize("rail", list(PayoutRail))
def test_a_payout_moves_all_it_claimed_or_gives_all_back(purpose: PayoutPurpose, rail: PayoutRail) -> None:
    facts = PayoutFacts("pyt_1", COFFEE, purpose, rail, eur(2624))
    claimed, sent, released = (make(facts, at=NOON) for make in (payout_claimed, transfer_sent, payout_released))
    owed = account_of_purpose(purpose, COFFEE).code
    waiting = in_transit(COFFEE).code
    assert amounts(claimed) == {owed: 2624, waiting: -2624}
    assert amounts(released) == {owed: -2624, waiting: 2624}
    assert amounts(sent)[waiting] == 2624
    assert (STRIPE_AVAILABLE.code in amounts(sent)) == (rail is PayoutRail.STRIPE_CONNECT)
    assert len({claimed.key, sent.key, released.key}) == 3


def test_a_correction_undoes_the_entry_it_names() -> None:
    mistake = entry_of((STRIPE_PENDING, 100), (SOLIDARITY_FUND, -100))
    undone = correction(mistake, "led_1", reason="booked twice", at=NOON)
    assert amounts(undone) == {STRIPE_PENDING.code: -100, SOLIDARITY_FUND.code: 100}
    assert undone.reverses_id == "led_1"
