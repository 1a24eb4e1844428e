"""What each fact does to which account, in amounts that anybody can check."""

import pytest

from kit.money import Money
from market.ledger.accounts import (
    REFUNDS_BORNE,
    account_of_part,
    account_of_purpose,
    account_of_rail,
    frozen_account,
    held,
    in_transit,
    purpose_of_part,
    receivable,
    tax,
)
from market.ledger.entry import Entry
from market.ledger.errors import Unbalanced
from market.ledger.rules.corrections import correction
from market.ledger.rules.movements import (
    platform_payout,
    platform_topup,
    stripe_charged,
    stripe_reserve,
    unknown_movement,
)
from market.ledger.rules.payments import (
    OrderPaidFacts,
    currency_converted,
    order_paid,
)
from market.ledger.rules.payouts import (
    PayoutFacts,
    payout_claimed,
    payout_released,
    payout_returned,
    transfer_sent,
)
from market.ledger.rules.refunds import (
    RefundFacts,
    refund_returned,
    refund_sent,
)
from models.enums import PartKind, PayoutPurpose, PayoutRail
from tests.ledger.cases import CASES, PAYABLE, PREMIUM, TRANSIT, Case, eur
from tests.ledger.makers import COCOA, COFFEE, FEDERATION, MARKET, NOON, account_of, beneficiary_of


def amounts(entry: Entry) -> dict[str, int]:
    return {leg.account.code: leg.money.minor for leg in entry.legs}


def converted(entry: Entry) -> dict[tuple[str, str], int]:
    return {(leg.account.code, leg.money.currency): leg.money.minor for leg in entry.legs}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_a_fact_does(case: Case) -> None:
    assert amounts(case.entry) == case.amounts
    assert (case.entry.kind, case.entry.key, case.entry.subject_id) == (case.kind, case.key, case.subject)


def test_what_stripe_moves_by_itself_is_one_movement_with_one_key() -> None:
    """A transaction is one of these, never two: whichever rule books it, the same key keeps the other out."""
    makers = (stripe_charged, platform_payout, platform_topup, stripe_reserve, unknown_movement)
    assert {make("txn_1", eur(1), note="", at=NOON).key for make in makers} == {"txn:txn_1"}


def paid(total: int, *parts: tuple[PartKind, str | None, int]) -> Entry:
    accounts = tuple(
        (account_of_part(kind, who, country="FR", market_country="DE"), eur(minor)) for kind, who, minor in parts
    )
    return order_paid(OrderPaidFacts("ord_1", eur(total), accounts, NOON))


def test_a_paid_order_owes_each_part_to_whom_it_was_shown_to_go() -> None:
    entry = paid(
        5699,
        (PartKind.PRODUCER, COFFEE, 2624),
        (PartKind.PREMIUM, COFFEE, 88),
        (PartKind.MARKET_FEE, None, 232),
        (PartKind.FEDERATION_DUES, FEDERATION, 29),
        (PartKind.SOLIDARITY, MARKET, 15),
        (PartKind.PRODUCER, COCOA, 1887),
        (PartKind.PREMIUM, COCOA, 36),
        (PartKind.MARKET_FEE, None, 167),
        (PartKind.FEDERATION_DUES, FEDERATION, 21),
        (PartKind.SOLIDARITY, MARKET, 10),
        (PartKind.SHIPPING, None, 590),
    )
    assert amounts(entry) == {
        "stripe:pending": 5699,
        PAYABLE: -2624,
        f"producer:{COCOA}:payable": -1887,
        PREMIUM: -88,
        f"premium:{COCOA}": -36,
        "platform:fee_income": -399,
        f"federation:{FEDERATION}:dues_payable": -50,
        "solidarity:fund": -25,
        "platform:shipping_income": -590,
    }
    assert (entry.key, entry.order_id, entry.subject_id) == ("order:ord_1:paid", "ord_1", "ord_1")


def test_tax_on_goods_goes_to_the_buyers_country_and_tax_on_fees_to_the_markets() -> None:
    entry = paid(
        1055,
        (PartKind.PRODUCER, COFFEE, 900),
        (PartKind.MARKET_FEE, None, 80),
        (PartKind.FEE_VAT, None, 20),
        (PartKind.VAT, None, 55),
        (PartKind.SOLIDARITY, MARKET, 0),
    )
    assert (amounts(entry)["tax:FR"], amounts(entry)["tax:DE"]) == (-55, -20)
    assert "solidarity:fund" not in amounts(entry), "nothing is no posting"


def test_what_the_market_puts_in_is_its_own_expense() -> None:
    """Ten per cent off, borne by the market, and a top-up to the minimum price: the buyer pays 1,876."""
    entry = paid(
        1876,
        (PartKind.PRODUCER, COCOA, 1698),
        (PartKind.MARKET_FEE, None, 387),
        (PartKind.DISCOUNT_SUBSIDY, None, -209),
        (PartKind.MINIMUM_PRICE_TOPUP, COCOA, 117),
        (PartKind.MINIMUM_PRICE_SUBSIDY, None, -117),
    )
    assert amounts(entry) == {
        "stripe:pending": 1876,
        f"producer:{COCOA}:payable": -1815,
        "platform:fee_income": -387,
        "promotions": 209,
        "min_price_topup": 117,
    }


def test_parts_that_do_not_sum_to_the_total_make_no_entry() -> None:
    with pytest.raises(Unbalanced):
        paid(1000, (PartKind.PRODUCER, COFFEE, 999))


def test_a_conversion_stands_on_both_sides_of_the_exchange() -> None:
    entry = currency_converted("pay_1", "ord_1", Money(1000, "USD"), eur(920), at=NOON)
    assert converted(entry) == {
        ("stripe:pending", "USD"): -1000,
        ("fx_difference", "USD"): 1000,
        ("stripe:pending", "EUR"): 920,
        ("fx_difference", "EUR"): -920,
    }


def test_a_refund_in_another_currency_goes_back_through_the_exchange() -> None:
    facts = RefundFacts("ref_1", "ord_1", Money(1000, "USD"))
    sent = refund_sent(facts, "re_1", settled=eur(930), at=NOON)
    assert converted(sent) == {
        ("refunds:in_transit", "USD"): 1000,
        ("fx_difference", "USD"): -1000,
        ("fx_difference", "EUR"): 930,
        ("stripe:available", "EUR"): -930,
    }
    back = refund_returned(facts, "re_1", settled=eur(910), at=NOON)
    assert converted(back) == {
        ("customer:credit", "USD"): -1000,
        ("fx_difference", "USD"): 1000,
        ("fx_difference", "EUR"): -910,
        ("stripe:available", "EUR"): 910,
    }


@pytest.mark.parametrize("purpose", list(PayoutPurpose))
@pytest.mark.parametrize("rail", list(PayoutRail))
def test_a_payout_moves_all_it_claimed_or_gives_all_back(purpose: PayoutPurpose, rail: PayoutRail) -> None:
    facts = PayoutFacts("pyt_1", COFFEE, purpose, rail, eur(2000), eur(624))
    claimed, sent, released, returned = (
        make(facts, at=NOON) for make in (payout_claimed, transfer_sent, payout_released, payout_returned)
    )
    owed, back = account_of_purpose(purpose, COFFEE).code, receivable(purpose, COFFEE).code
    assert amounts(claimed) == {owed: 2624, TRANSIT: -2000, back: -624}
    assert amounts(released) == {code: -minor for code, minor in amounts(claimed).items()}
    assert amounts(sent) == {TRANSIT: 2000, account_of_rail(rail).code: -2000}
    assert amounts(returned) == {owed: -2624, back: 624, account_of_rail(rail).code: 2000}
    assert len({claimed.key, sent.key, released.key, returned.key}) == 4
    assert {entry.detail["purpose"] for entry in (claimed, sent, released, returned)} == {purpose}
    assert {entry.detail["rail"] for entry in (claimed, sent, released, returned)} == {rail}


def test_each_rail_pays_from_an_account_of_its_own() -> None:
    assert account_of_rail(PayoutRail.STRIPE_CONNECT).code == "stripe:available"
    assert account_of_rail(PayoutRail.MANUAL_BANK).code == "bank:manual_bank"


def test_a_correction_undoes_the_entry_it_names() -> None:
    mistake = paid(100, (PartKind.PRODUCER, COFFEE, 100))
    undone = correction(mistake, "led_1", reason="booked twice", at=NOON)
    assert amounts(undone) == {code: -minor for code, minor in amounts(mistake).items()}
    assert (undone.reverses_id, undone.order_id, undone.note) == ("led_1", "ord_1", "booked twice")


@pytest.mark.parametrize("kind", list(PartKind))
def test_a_frozen_part_finds_its_account_again_by_its_code(kind: PartKind) -> None:
    shown = account_of(kind)
    assert frozen_account(kind, shown.code, beneficiary_of(kind)) == shown


@pytest.mark.parametrize("kind", list(PartKind))
def test_a_share_with_nobody_to_go_to_is_refused(kind: PartKind) -> None:
    if purpose_of_part(kind) in {None, PayoutPurpose.FUND}:
        assert account_of_part(kind, None, country="FR", market_country="DE").owner_id is None
    else:
        with pytest.raises(ValueError, match="needs a beneficiary"):
            account_of_part(kind, None, country="FR", market_country="DE")


def test_tax_on_a_fee_without_a_country_is_refused() -> None:
    with pytest.raises(ValueError, match="market's country"):
        account_of_part(PartKind.FEE_VAT, None, country="FR")


def test_what_organisations_are_owed_and_owe_can_never_be_below_nothing() -> None:
    for purpose in PayoutPurpose:
        for account in (account_of_purpose(purpose, COFFEE), held(purpose, COFFEE), receivable(purpose, COFFEE)):
            assert account.is_guarded, account.code
    assert in_transit(COFFEE).is_guarded
    assert not REFUNDS_BORNE.is_guarded and not tax("FR").is_guarded
