"""Money going back, being taken, coming home, and Stripe's own account of it: the real SDK, the simulated Stripe."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.stripe import OPERATION_KEY, RealStripe, TransactionFact
from kit.money import Money
from sandbox.embedded import RunningSandbox
from tests.gateways.door import arm, control, paid, paid_account, settle_at_once, transfer

DAY = timedelta(days=1)


def movements(stripe: RealStripe) -> list[TransactionFact]:
    """Everything Stripe lists, whatever its clock says."""
    now = datetime.now(UTC)
    return list(stripe.list_transactions(since=now - DAY, until=now + 400 * DAY))


def test_a_refund_says_what_it_took_and_its_failure_what_came_back(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    payment = paid(stripe)
    made = stripe.create_refund(
        payment_intent_id=payment.id,
        money=Money(500, "EUR"),
        metadata={OPERATION_KEY: "sop_1"},
        idempotency_key="re/1",
    )
    assert (made.status, made.money, made.settled) == ("succeeded", Money(500, "EUR"), Money(500, "EUR"))
    assert (made.charge_id, made.payment_intent_id) == (payment.charge_id, payment.id)
    assert made.metadata[OPERATION_KEY] == "sop_1" and made.came_back is None
    control(sandbox, f"refunds/{made.id}/fail")
    failed = stripe.read_refund(made.id)
    assert (failed.status, failed.came_back) == ("failed", Money(500, "EUR"))
    assert failed.failure_reason == "expired_or_canceled_card"


def test_a_refund_that_is_pending_arrives_later(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    payment = paid(stripe, method="pm_card_pendingRefund")
    made = stripe.create_refund(
        payment_intent_id=payment.id, money=Money(500, "EUR"), metadata={}, idempotency_key="re/1"
    )
    assert made.status == "pending"
    control(sandbox, "clock", advance_seconds=60)
    assert stripe.read_refund(made.id).status == "succeeded"


def test_more_than_was_paid_is_never_given_back(stripe: RealStripe) -> None:
    payment = paid(stripe)
    with pytest.raises(GatewayRefused) as refused:
        stripe.create_refund(
            payment_intent_id=payment.id, money=Money(3571, "EUR"), metadata={}, idempotency_key="re/1"
        )
    assert refused.value.reason == "amount_too_large"


@pytest.mark.parametrize("mode", ["apply_then_500", "apply_then_reset", "cut_body"])
def test_a_refund_whose_answer_is_lost_is_made_once(stripe: RealStripe, sandbox: RunningSandbox, mode: str) -> None:
    payment = paid(stripe)
    arm(sandbox, mode, "POST /v1/refunds")
    for _ in range(4):
        try:
            made = stripe.create_refund(
                payment_intent_id=payment.id, money=Money(500, "EUR"), metadata={}, idempotency_key="re/1"
            )
            break
        except GatewayUnavailable:
            continue
    assert [refund.id for refund in stripe.list_refunds(payment_intent_id=payment.id)] == [made.id]


def test_refunds_of_the_dashboard_are_listed_with_ours(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    payment = paid(stripe)
    theirs = control(sandbox, "refunds", charge=payment.charge_id, amount=200)
    (listed,) = stripe.list_refunds(payment_intent_id=payment.id)
    assert (listed.id, listed.money, dict(listed.metadata)) == (theirs["id"], Money(200, "EUR"), {})


def test_a_converted_payment_is_given_back_in_both_currencies(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    control(sandbox, "switches", settle_in={"eur": ["usd", "1.1"]})
    payment = paid(stripe)
    made = stripe.create_refund(
        payment_intent_id=payment.id, money=Money(500, "EUR"), metadata={}, idempotency_key="re/1"
    )
    assert (made.money, made.settled) == (Money(500, "EUR"), Money(550, "USD"))
    back, came = movements(stripe)
    assert (came.amount, came.exchange_rate, back.amount) == (Money(3927, "USD"), "1.1", Money(-550, "USD"))


def test_a_dispute_tells_each_of_its_movements(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    payment = paid(stripe)
    opened = control(sandbox, "disputes", charge=payment.charge_id, reason="product_not_received")
    dispute = stripe.read_dispute(opened["id"])
    assert (dispute.charge_id, dispute.payment_intent_id) == (payment.charge_id, payment.id)
    assert (dispute.money, dispute.reason, dispute.status) == (
        Money(3570, "EUR"),
        "product_not_received",
        "needs_response",
    )
    assert not dispute.is_charge_refundable and dispute.due_at is not None
    assert [(moved.money, moved.fee) for moved in dispute.movements] == [(Money(-3570, "EUR"), Money(2000, "EUR"))]
    control(sandbox, f"disputes/{dispute.id}/close", is_won=True)
    won = stripe.read_dispute(dispute.id)
    assert won.status == "won"
    assert [moved.money for moved in won.movements] == [Money(-3570, "EUR"), Money(3570, "EUR")]


def test_an_inquiry_moves_nothing_and_leaves_the_charge_refundable(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    payment = paid(stripe)
    opened = control(sandbox, "disputes", charge=payment.charge_id, is_inquiry=True)
    inquiry = stripe.read_dispute(opened["id"])
    assert (inquiry.movements, inquiry.is_charge_refundable) == ((), True)


def test_a_fraud_warning_names_its_charge(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    payment = paid(stripe)
    warning = stripe.read_fraud_warning(control(sandbox, "fraud_warnings", charge=payment.charge_id)["id"])
    assert (warning.charge_id, warning.is_actionable) == (payment.charge_id, True)


def test_a_transfer_comes_home_in_parts_ours_and_the_dashboards(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    made = transfer(stripe, paid_account(stripe, sandbox), "tr/1")
    ours = stripe.create_reversal(
        transfer_id=made.id, money=Money(300, "EUR"), metadata={OPERATION_KEY: "sop_2"}, idempotency_key="trr/1"
    )
    again = stripe.create_reversal(
        transfer_id=made.id, money=Money(300, "EUR"), metadata={OPERATION_KEY: "sop_2"}, idempotency_key="trr/1"
    )
    theirs = control(sandbox, f"transfers/{made.id}/reverse", amount=200)
    assert again == ours and (ours.transfer_id, ours.money) == (made.id, Money(300, "EUR"))
    assert {reversal.id for reversal in stripe.list_reversals(made.id)} == {ours.id, theirs["id"]}
    assert stripe.read_transfer(made.id).reversed == Money(500, "EUR")


def test_what_a_producer_has_been_paid_out_does_not_come_home(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    """Waiting brings nothing back: later payouts are netted instead."""
    made = transfer(stripe, paid_account(stripe, sandbox), "tr/1")
    settle_at_once(sandbox)
    with pytest.raises(GatewayRefused) as refused:
        stripe.create_reversal(transfer_id=made.id, money=Money(300, "EUR"), metadata={}, idempotency_key="trr/1")
    assert refused.value.reason == "balance_insufficient"
    assert stripe.list_reversals(made.id) == []


def test_the_list_of_movements_is_the_balance(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    made = transfer(stripe, paid_account(stripe, sandbox), "tr/1")
    stripe.create_reversal(transfer_id=made.id, money=Money(300, "EUR"), metadata={}, idempotency_key="trr/1")
    payment = paid(stripe, "checkout/2")
    stripe.create_refund(payment_intent_id=payment.id, money=Money(500, "EUR"), metadata={}, idempotency_key="re/1")
    control(sandbox, "disputes", charge=paid(stripe, "checkout/3").charge_id)
    control(sandbox, "balance_transactions", type="stripe_fee", amount=-120, currency="eur", description="Radar")
    listed = movements(stripe)
    balance = stripe.read_balances()["EUR"]
    assert sum(entry.net.minor for entry in listed) == (balance.available + balance.pending).minor
    assert Counter(entry.type for entry in listed) == {
        "charge": 3,
        "transfer": 1,
        "transfer_refund": 1,
        "refund": 1,
        "adjustment": 1,
        "stripe_fee": 1,
    }
    fee = next(entry for entry in listed if entry.type == "stripe_fee")
    assert (fee.source, fee.description, fee.net) == (None, "Radar", Money(-120, "EUR"))
    charge = next(entry for entry in listed if entry.source == payment.charge_id)
    assert payment.balance is not None and charge.id == payment.balance.id and charge.fee == payment.balance.fee
    dispute = next(entry for entry in listed if entry.type == "adjustment")
    assert (dispute.reporting_category, dispute.fee) == ("dispute", Money(2000, "EUR"))


def test_movements_are_listed_for_a_half_open_time_and_past_a_page(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    at = int(datetime.now(UTC).timestamp())
    for number in range(120):
        control(sandbox, "balance_transactions", type="topup", amount=100, currency="eur", created=at - 200 + number)
    start = datetime.fromtimestamp(at - 200, UTC)
    listed = list(stripe.list_transactions(since=start, until=start + timedelta(seconds=110)))
    assert len(listed) == 110
    assert listed[0].created_at == start + timedelta(seconds=109) and listed[-1].created_at == start


def test_events_are_listed_as_they_would_have_been_delivered(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    control(sandbox, "faults", events={"drop": True})
    before = datetime.now(UTC) - timedelta(seconds=1)
    payment = paid(stripe)
    events = list(stripe.list_events(since=before))
    types = [event.type for event in events]
    assert types[0] == "checkout.session.completed" and "payment_intent.succeeded" in types
    paid_event = next(event for event in events if event.type == "payment_intent.succeeded")
    assert (paid_event.object_id, paid_event.account, paid_event.is_livemode) == (payment.id, "", False)
    assert payment.id in paid_event.payload and not paid_event.is_thin
    assert list(stripe.list_events(since=datetime.now(UTC) + DAY)) == []
