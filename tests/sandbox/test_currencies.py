"""Currencies: what can be charged, and money that settles in another one than it was paid in."""

from typing import Any

import pytest
import stripe

from sandbox.embedded import RunningSandbox
from tests.sandbox.conftest import PRODUCER, checkout, control, pay, state


def refusal(call: Any, *arguments: Any) -> stripe.StripeError:
    with pytest.raises(stripe.StripeError) as caught:
        call(*arguments)
    return caught.value


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        (49, "eur", "amount_too_small"),
        (29, "gbp", "amount_too_small"),
        (49, "jpy", "amount_too_small"),
        (17_499, "huf", "amount_too_small"),
        (12_345, "kwd", "invalid_charge_amount"),
        (150, "isk", "invalid_charge_amount"),
        (150, "ugx", "invalid_charge_amount"),
        (100_000_000, "eur", "amount_too_large"),
        (500, "xxx", None),
    ],
)
def test_what_no_card_network_carries_is_refused(
    client: stripe.StripeClient, amount: int, currency: str, code: str | None
) -> None:
    refused = refusal(client.v1.payment_intents.create, {"amount": amount, "currency": currency})
    assert (refused.http_status, refused.code) == (400, code)


@pytest.mark.parametrize(
    ("amount", "currency"),
    [(50, "eur"), (50, "jpy"), (17_500, "huf"), (12_340, "kwd"), (200, "isk"), (500, "mga"), (99_999_999, "eur")],
)
def test_what_is_just_enough_is_taken(client: stripe.StripeClient, amount: int, currency: str) -> None:
    intent = client.v1.payment_intents.create({"amount": amount, "currency": currency})
    assert (intent.amount, intent.currency) == (amount, currency)


def test_a_page_and_a_changed_intent_are_bounded_too(client: stripe.StripeClient) -> None:
    assert refusal(checkout, client, 49).code == "amount_too_small"
    intent = client.v1.payment_intents.create({"amount": 500, "currency": "eur"})
    assert refusal(client.v1.payment_intents.update, intent.id, {"amount": 20}).code == "amount_too_small"
    assert refusal(client.v1.payment_intents.update, intent.id, {"currency": "huf"}).code == "amount_too_small"
    assert client.v1.payment_intents.retrieve(intent.id).amount == 500


def test_money_settles_in_another_currency_and_goes_back_the_same_way(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    control(sandbox, "switches", settle_in={"usd": ["eur", "0.92"]})
    intent = pay(client, 1_001, currency="usd")
    charge = client.v1.charges.retrieve(str(intent.latest_charge), {"expand": ["balance_transaction"]})
    entry: Any = charge.balance_transaction
    assert (charge.amount, charge.currency) == (1_001, "usd")
    # 1001 × 0.92 = 920.92; the fee is that of the settled amount: 1.5 % of 9.21 + 0.25.
    assert (entry.amount, entry.currency, entry.fee, entry.exchange_rate) == (921, "eur", 39, 0.92)
    control(sandbox, "switches", settle_in={})
    refund = client.v1.refunds.create({"payment_intent": intent.id, "amount": 500, "expand": ["balance_transaction"]})
    given: Any = refund.balance_transaction
    assert (refund.amount, refund.currency) == (500, "usd")
    assert (given.amount, given.currency, given.exchange_rate) == (-460, "eur", 0.92)
    control(sandbox, f"refunds/{refund.id}/fail")
    back: Any = client.v1.refunds.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})
    assert (back.failure_balance_transaction.amount, back.failure_balance_transaction.currency) == (460, "eur")
    dispute = control(sandbox, "disputes", charge=charge.id)
    assert (dispute["amount"], dispute["currency"]) == (1_001, "usd")
    assert [(m["amount"], m["fee"], m["currency"]) for m in dispute["balance_transactions"]] == [(-921, 2_000, "eur")]
    assert set(state(sandbox)["platform"]["balance"]) == {"eur"}


def test_a_transfer_out_of_a_converted_charge_is_in_the_settled_currency(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    control(sandbox, "switches", settle_in={"usd": ["eur", "0.5"]})
    charge = str(pay(client, 1_000, currency="usd").latest_charge)
    order: Any = {"amount": 500, "destination": PRODUCER, "source_transaction": charge}
    assert "currency" in str(refusal(client.v1.transfers.create, order | {"currency": "usd"}))
    assert "more than the charge" in str(
        refusal(client.v1.transfers.create, order | {"currency": "eur", "amount": 501})
    )
    assert client.v1.transfers.create(order | {"currency": "eur"}).amount == 500


def test_banks_take_whole_forints(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    client.v1.topups.create({"amount": 100_050, "currency": "huf"})
    assert refusal(client.v1.payouts.create, {"amount": 50_050, "currency": "huf"}).code == "invalid_charge_amount"
    assert client.v1.payouts.create({"amount": 50_000, "currency": "huf"}).amount == 50_000


@pytest.mark.parametrize("wish", [{"usd": "eur"}, {"usd": ["eur", "-1"]}, {"usd": ["eur", "NaN"]}, {"u": ["eur", "1"]}])
def test_a_rate_that_is_none_is_refused(sandbox: RunningSandbox, wish: Any) -> None:
    with pytest.raises(AssertionError, match=r"Invalid|needed"):
        control(sandbox, "switches", settle_in=wish)
