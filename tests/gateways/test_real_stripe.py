"""The door to Stripe, opened: the real SDK against the simulated Stripe."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.stripe import CheckoutLine, RealStripe
from kit.database import Database, NestedTransaction
from kit.money import Money
from sandbox.embedded import RunningSandbox
from tests.gateways.door import (
    LINES,
    arm,
    control,
    onboard,
    open_page,
    paid,
    paid_account,
    pay,
    settle_at_once,
    transfer,
)


def test_a_payment_says_what_was_paid_what_it_cost_and_when_it_can_be_used(stripe: RealStripe) -> None:
    page = open_page(stripe)
    assert pay(page).headers["location"].startswith("http://shop.test/thank-you/ord_1")
    done = stripe.read_checkout(page.id)
    assert done.status == "complete" and done.payment_intent_id is not None and done.order_id == "ord_1"
    payment = stripe.read_payment(done.payment_intent_id)
    assert (payment.status, payment.amount, payment.received) == ("succeeded", Money(3570, "EUR"), Money(3570, "EUR"))
    assert payment.balance is not None
    assert (payment.balance.gross, payment.balance.fee) == (Money(3570, "EUR"), Money(79, "EUR"))
    assert payment.balance.net == Money(3491, "EUR")
    assert payment.balance.available_at > datetime.now(UTC)


def test_the_same_key_opens_the_same_page(stripe: RealStripe) -> None:
    expires = datetime.now(UTC) + timedelta(minutes=40)
    pages = [
        stripe.create_checkout(
            order_id="ord_1", lines=LINES, email="c@example.org", success_url="http://s/t",
            cancel_url="http://s/c", expires_at=expires, locale="fr", idempotency_key="checkout/same",
        )
        for _ in range(2)
    ]  # fmt: skip
    assert pages[0].id == pages[1].id


def test_the_same_key_for_another_thing_is_refused(stripe: RealStripe) -> None:
    open_page(stripe, key="checkout/reused")
    with pytest.raises(GatewayRefused):
        open_page(stripe, key="checkout/reused", lines=[CheckoutLine("Tea", Money(100, "EUR"), 1)])


def test_a_closed_page_takes_no_money(stripe: RealStripe) -> None:
    page = open_page(stripe)
    assert stripe.expire_checkout(page.id).status == "expired"
    assert "thank-you" not in pay(page).headers.get("location", "")


def test_a_transfer_is_found_by_the_operation_that_made_it(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    account = paid_account(stripe, sandbox)
    made = transfer(stripe, account, "tr/1")
    assert stripe.find_transfer(transfer_group="run_1", operation_id="sop_1") == made
    assert stripe.find_transfer(transfer_group="run_1", operation_id="sop_2") is None
    assert transfer(stripe, account, "tr/1") == made


def test_without_money_a_transfer_heals_under_another_key(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    """Stripe keeps the refusal under its key for a day; the caller is told that it needs a new one."""
    account = stripe.create_recipient_account(
        organisation_id="org_1", country="PE", email="a@example.org", name="Tres Quebradas", idempotency_key="acct/1"
    )
    onboard(sandbox, account.id)
    with pytest.raises(GatewayUnavailable) as refused:
        transfer(stripe, account.id, "tr/1")
    assert refused.value.is_replayed_failure
    with pytest.raises(GatewayUnavailable) as repeated:
        transfer(stripe, account.id, "tr/1")
    assert repeated.value.is_replayed_failure
    pay(open_page(stripe))
    settle_at_once(sandbox)
    assert stripe.find_transfer(transfer_group="run_1", operation_id="sop_1") is None
    assert transfer(stripe, account.id, "tr/1/2").money == Money(1000, "EUR")


def test_a_transfer_to_nobody_will_never_heal(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    paid_account(stripe, sandbox)
    with pytest.raises(GatewayRefused):
        transfer(stripe, "acct_nobody", "tr/1")


@pytest.mark.parametrize("mode", ["apply_then_500", "apply_then_reset", "cut_body", "rate_limit_429", "conflict_409"])
def test_whatever_happens_on_the_way_the_same_key_moves_money_once(
    stripe: RealStripe, sandbox: RunningSandbox, mode: str
) -> None:
    account = paid_account(stripe, sandbox)
    arm(sandbox, mode)
    for _ in range(4):
        try:
            made = transfer(stripe, account, "tr/1")
            break
        except GatewayUnavailable:
            continue
    state = requests.get(f"{sandbox.url}/_sandbox/state", timeout=60).json()
    assert made.money == Money(1000, "EUR")
    assert stripe.find_transfer(transfer_group="run_1", operation_id="sop_1") == made
    assert str(state).count(made.id) >= 1


def test_nobody_calls_stripe_with_rows_locked(stripe: RealStripe, clean_database: Database) -> None:
    with pytest.raises(NestedTransaction), clean_database.transaction():
        stripe.read_account("acct_1")


def test_the_page_of_an_order_is_found_again(stripe: RealStripe) -> None:
    page = open_page(stripe)
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    found = stripe.find_checkout(order_id="ord_1", made_after=hour_ago)
    assert found is not None and found.id == page.id
    assert stripe.find_checkout(order_id="ord_2", made_after=hour_ago) is None
    stripe.expire_checkout(page.id)
    assert stripe.find_checkout(order_id="ord_1", made_after=hour_ago) is None


def test_a_payment_without_a_page_is_made_found_and_cancelled(stripe: RealStripe) -> None:
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    made = stripe.create_payment(
        order_id="ord_1", money=Money(3570, "EUR"), email="c@example.org", idempotency_key="pi/1"
    )
    assert made.client_secret and made.order_id == "ord_1" and made.balance is None
    found = stripe.find_payment(order_id="ord_1", made_after=hour_ago)
    assert found is not None and found.id == made.id
    assert stripe.cancel_payment(made.id).status == "canceled"
    assert stripe.find_payment(order_id="ord_1", made_after=hour_ago) is None


def test_a_payment_in_progress_cannot_be_cancelled(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    payment = paid(stripe, method="pm_sandbox_debit_success")
    assert payment.status == "processing"
    with pytest.raises(GatewayRefused) as refused:
        stripe.cancel_payment(payment.id)
    assert refused.value.reason == "payment_intent_unexpected_state"
    control(sandbox, f"payment_intents/{payment.id}/decide", is_paid=True)
    assert stripe.read_payment(payment.id).status == "succeeded"


@pytest.mark.parametrize("money", [Money(49, "EUR"), Money(12_345, "KWD"), Money(100_000_000, "EUR")])
def test_what_stripe_would_refuse_is_refused_before_it_is_asked(stripe: RealStripe, money: Money) -> None:
    with pytest.raises(GatewayRefused) as refused:
        stripe.create_payment(order_id="ord_1", money=money, email="c@example.org", idempotency_key="pi/2")
    assert refused.value.reason == "not_chargeable"


@pytest.mark.parametrize("money", [Money(1_000, "JPY"), Money(12_340, "KWD"), Money(700, "ISK"), Money(50_000, "UGX")])
def test_money_comes_back_as_it_went_whatever_stripe_counts_in(stripe: RealStripe, money: Money) -> None:
    made = stripe.create_payment(order_id="ord_1", money=money, email="c@example.org", idempotency_key="pi/3")
    assert made.amount == money


def test_money_that_was_converted_says_what_it_became(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    control(sandbox, "switches", settle_in={"eur": ["usd", "1.25"]})
    payment = paid(stripe)
    assert payment.received == Money(3570, "EUR")
    assert payment.balance is not None and payment.balance.gross == Money(4463, "USD")
    control(sandbox, "switches", settle_in={})
