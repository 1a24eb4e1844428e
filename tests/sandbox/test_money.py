"""PaymentIntents, refunds, disputes, transfers and payouts, and that the balances follow to the cent."""

from typing import Any

import pytest
import stripe

from sandbox.embedded import RunningSandbox
from tests.sandbox.conftest import PRODUCER, client_of, control, funded, pay, state, types_of


def available(running: RunningSandbox) -> int:
    return int(state(running)["platform"]["balance"]["eur"]["available"])


def refusal(call: Any, *arguments: Any, **named: Any) -> Any:
    with pytest.raises(stripe.StripeError) as caught:
        call(*arguments, **named)
    return caught.value


def test_a_declined_confirmation_is_a_card_error_that_leaves_the_intent_payable(client: stripe.StripeClient) -> None:
    intent = client.v1.payment_intents.create({"amount": 500, "currency": "eur"})
    error = refusal(client.v1.payment_intents.confirm, intent.id, {"payment_method": "pm_card_chargeDeclined"})
    assert isinstance(error, stripe.CardError)
    assert (error.http_status, error.code) == (402, "card_declined")
    assert error.error is not None
    assert error.error.decline_code == "generic_decline"
    assert client.v1.payment_intents.retrieve(intent.id).status == "requires_payment_method"
    assert client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"}).status == "succeeded"
    again = refusal(client.v1.payment_intents.confirm, intent.id, {"payment_method": "pm_card_visa"})
    assert again.code == "payment_intent_unexpected_state"


def test_a_manual_payment_is_captured_in_part_or_cancelled(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    held = pay(client, 1_000, capture_method="manual")
    assert (held.status, held.amount_capturable) == ("requires_capture", 1_000)
    taken = client.v1.payment_intents.capture(held.id, {"amount_to_capture": 600})
    assert (taken.status, taken.amount_received) == ("succeeded", 600)
    other = pay(client, 1_000, capture_method="manual")
    assert client.v1.payment_intents.cancel(other.id).status == "canceled"
    assert state(sandbox)["platform"]["balance"]["eur"]["pending"] == 600 - 34


def test_an_intent_can_be_changed_until_it_is_paid(client: stripe.StripeClient) -> None:
    intent = client.v1.payment_intents.create({"amount": 500, "currency": "eur", "metadata": {"a": "1", "b": "2"}})
    changed = client.v1.payment_intents.update(intent.id, {"amount": 700, "metadata": {"a": "", "c": "3"}})
    assert changed.amount == 700
    assert changed.metadata.to_dict() == {"b": "2", "c": "3"}
    client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert refusal(client.v1.payment_intents.update, intent.id, {"amount": 900}).http_status == 400
    assert client.v1.payment_intents.update(intent.id, {"metadata": {"d": "4"}}).metadata["d"] == "4"


def test_refunds_never_exceed_the_charge_and_do_not_return_the_fee(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    intent = pay(client, 1_000)
    first = client.v1.refunds.create({"payment_intent": intent.id, "amount": 300, "metadata": {"line": "1"}})
    assert (first.status, first.amount) == ("succeeded", 300)
    too_much = refusal(client.v1.refunds.create, {"payment_intent": intent.id, "amount": 701})
    assert (too_much.http_status, too_much.code) == (400, "amount_too_large")
    client.v1.refunds.create({"charge": str(intent.latest_charge)})
    assert refusal(client.v1.refunds.create, {"payment_intent": intent.id}).code == "charge_already_refunded"
    charge = client.v1.charges.retrieve(str(intent.latest_charge))
    assert (charge.amount_refunded, charge.refunded) == (1_000, True)
    control(sandbox, "clock", advance_seconds=1_001)
    assert available(sandbox) == -40


def test_a_refund_can_fail_later_and_the_money_returns(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    intent = funded(client, sandbox, 1_000)
    before = available(sandbox)
    control(sandbox, "switches", fail_next_refunds=1)
    refund = client.v1.refunds.create({"payment_intent": intent.id, "amount": 400})
    assert (refund.status, available(sandbox)) == ("succeeded", before - 400)
    control(sandbox, "clock", advance_seconds=31)
    failed = client.v1.refunds.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})
    entry: Any = failed.failure_balance_transaction
    assert (failed.status, entry.type, entry.net) == ("failed", "refund_failure", 400)
    assert available(sandbox) == before
    assert client.v1.charges.retrieve(str(intent.latest_charge)).amount_refunded == 0
    assert "refund.failed" in types_of(client)


def test_a_pending_refund_succeeds_later_or_is_cancelled(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    intent = pay(client, 1_000, "pm_card_pendingRefund")
    one = client.v1.refunds.create({"payment_intent": intent.id, "amount": 400})
    two = client.v1.refunds.create({"payment_intent": intent.id, "amount": 100})
    assert (one.status, two.status) == ("pending", "pending")
    assert client.v1.refunds.cancel(two.id).status == "canceled"
    control(sandbox, "clock", advance_seconds=31)
    assert client.v1.refunds.retrieve(one.id).status == "succeeded"
    assert client.v1.charges.retrieve(str(intent.latest_charge)).amount_refunded == 400


def test_a_transfer_needs_available_money_and_a_capable_account(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    pay(client, 10_000)
    order: Any = {"amount": 4_000, "currency": "eur", "destination": PRODUCER, "transfer_group": "run-1"}
    poor = refusal(client.v1.transfers.create, order)
    assert (poor.http_status, poor.code) == (400, "balance_insufficient")
    control(sandbox, "clock", advance_seconds=1_001)
    new = client.v1.accounts.create({"country": "FR", "capabilities": {"transfers": {"requested": True}}})
    inactive = refusal(client.v1.transfers.create, order | {"destination": new.id})
    assert inactive.code == "insufficient_capabilities_for_transfer"
    assert refusal(client.v1.transfers.create, order | {"destination": "acct_none"}).code == "resource_missing"
    transfer = client.v1.transfers.create(order | {"metadata": {"op": "1"}})
    assert available(sandbox) == 10_000 - 175 - 4_000
    assert state(sandbox)["accounts"][PRODUCER]["balance"]["eur"] == {"available": 4_000, "pending": 0}
    listed = client.v1.transfers.list({"transfer_group": "run-1"}).data
    assert [(found.id, found.metadata["op"]) for found in listed] == [(transfer.id, "1")]
    assert client.v1.transfers.list({"transfer_group": "run-2"}).data == []
    assert client.v1.transfers.list({"created": {"lt": transfer.created}}).data == []


def test_a_transfer_out_of_one_charge_needs_no_available_money_but_stays_within_it(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    charge = str(pay(client, 1_000).latest_charge)
    order: Any = {"amount": 900, "currency": "eur", "destination": PRODUCER, "source_transaction": charge}
    client.v1.transfers.create(order)
    assert state(sandbox)["accounts"][PRODUCER]["balance"]["eur"] == {"available": 0, "pending": 900}
    assert "more than the charge" in str(refusal(client.v1.transfers.create, order | {"amount": 101}))
    assert "currency" in str(refusal(client.v1.transfers.create, order | {"amount": 1, "currency": "usd"}))


def test_a_reversal_is_refused_when_the_producer_has_been_paid_out(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    funded(client, sandbox)
    transfer = client.v1.transfers.create({"amount": 4_000, "currency": "eur", "destination": PRODUCER})
    reversal = client.v1.transfers.reversals.create(transfer.id, {"amount": 1_500, "metadata": {"op": "2"}})
    assert reversal.amount == 1_500
    assert refusal(client.v1.transfers.reversals.create, transfer.id, {"amount": 2_501}).http_status == 400
    seen = client.v1.transfers.retrieve(transfer.id)
    assert (seen.amount_reversed, seen.reversed, len(seen.reversals.data)) == (1_500, False, 1)
    control(sandbox, "clock", advance_seconds=90_000)
    payouts = state(sandbox)["accounts"][PRODUCER]["payouts"]
    assert [(payout["amount"], payout["automatic"]) for payout in payouts] == [(2_500, True)]
    assert refusal(client.v1.transfers.reversals.create, transfer.id).code == "balance_insufficient"
    assert state(sandbox)["accounts"][PRODUCER]["transferred_net"] == {"eur": 2_500}


def test_payouts_arrive_or_come_back(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    funded(client, sandbox)
    client.v1.transfers.create({"amount": 4_000, "currency": "eur", "destination": PRODUCER})
    producer: Any = {"stripe_account": PRODUCER}
    control(sandbox, "switches", fail_next_payouts=1)
    client.v1.payouts.create({"amount": 1_000, "currency": "eur"}, producer)
    stopped = client.v1.payouts.create({"amount": 500, "currency": "eur"}, producer)
    assert client.v1.payouts.cancel(stopped.id, options=producer).status == "canceled"
    too_much = refusal(client.v1.payouts.create, {"amount": 9_000, "currency": "eur"}, producer)
    assert too_much.code == "balance_insufficient"
    control(sandbox, "clock", advance_seconds=86_401)
    control(sandbox, "clock", advance_seconds=86_401)
    listed = client.v1.payouts.list(options=producer).data
    assert sorted((payout.status, payout.amount) for payout in listed) == [
        ("canceled", 500),
        ("failed", 1_000),
        ("paid", 3_000),
    ]
    seen = client.v1.events.list({"limit": 100}, producer).data
    assert {event.type for event in seen} >= {"payout.created", "payout.failed", "payout.paid", "payout.canceled"}
    assert all(event.account == PRODUCER for event in seen)
    assert client.v1.payouts.list().data == []


def test_disputes_take_the_money_with_a_fee_and_give_back_the_amount(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    intent = funded(client, sandbox, 10_000)
    before = available(sandbox)
    dispute = control(sandbox, "disputes", charge=intent.latest_charge, reason="product_not_received")
    assert available(sandbox) == before - 12_000
    assert refusal(client.v1.refunds.create, {"payment_intent": intent.id}).code == "charge_disputed"
    sent = client.v1.disputes.update(dispute["id"], {"evidence": {"uncategorized_text": "sent"}, "submit": True})
    assert sent.status == "under_review"
    control(sandbox, f"disputes/{dispute['id']}/close", is_won=True)
    assert available(sandbox) == before - 2_000
    assert [entry.net for entry in client.v1.disputes.retrieve(dispute["id"]).balance_transactions] == [-12_000, 10_000]
    assert types_of(client)[-5:] == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_reinstated",
    ]


def test_a_lost_dispute_stays_lost_and_an_inquiry_moves_nothing(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    pay(client, 1_000, "pm_card_createDispute")
    lost = client.v1.disputes.close(client.v1.disputes.list().data[0].id)
    assert lost.status == "lost"
    assert refusal(client.v1.disputes.close, lost.id).code == "dispute_closed"
    pay(client, 1_000, "pm_card_createDisputeInquiry")
    inquiry = client.v1.disputes.list().data[0]
    assert (inquiry.status, inquiry.is_charge_refundable) == ("warning_needs_response", True)
    assert inquiry.balance_transactions == []
    assert client.v1.disputes.close(inquiry.id).status == "warning_closed"
    totals = state(sandbox)["platform"]["balance"]["eur"]
    assert totals["available"] + totals["pending"] == 2 * (1_000 - 40) - 3_000


def test_an_early_fraud_warning_names_the_charge(client: stripe.StripeClient) -> None:
    intent = pay(client, 1_000, "pm_card_createIssuerFraudRecord")
    warning = client.v1.radar.early_fraud_warnings.list().data[0]
    assert warning.charge == intent.latest_charge
    assert types_of(client)[-1] == "radar.early_fraud_warning.created"


def test_the_balance_transaction_can_come_late(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    control(sandbox, "switches", late_balance_transaction_seconds=60)
    charge = str(pay(client, 1_000).latest_charge)
    assert client.v1.charges.retrieve(charge).balance_transaction is None
    control(sandbox, "clock", advance_seconds=61)
    assert client.v1.charges.retrieve(charge).balance_transaction is not None
    event: Any = client.v1.events.list({"type": "charge.updated"}).data[0]
    assert event.data.object.id == charge
    assert event.data.previous_attributes.balance_transaction is None


def test_balances_equal_the_sum_of_their_transactions(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    intent = funded(client, sandbox)
    client.v1.transfers.create({"amount": 4_000, "currency": "eur", "destination": PRODUCER})
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 700})
    control(sandbox, "disputes", charge=pay(client, 2_000).latest_charge)
    for account in ("", PRODUCER):
        options: Any = {"stripe_account": account} if account else {}
        entries = list(client.v1.balance_transactions.list({"limit": 2}, options).auto_paging_iter())
        balance: Any = client.v1.balance.retrieve(options=options)
        held = sum(part.amount for part in [*balance.available, *balance.pending])
        assert sum(entry.net for entry in entries) == held
        assert len({entry.id for entry in entries}) == len(entries)
    charge_entries = client.v1.balance_transactions.list({"source": str(intent.latest_charge)}).data
    assert [entry.type for entry in charge_entries] == ["charge"]


def test_other_accounts_objects_cannot_be_seen(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    intent = pay(client)
    assert refusal(client.v1.payment_intents.retrieve, intent.id, None, {"stripe_account": PRODUCER}).http_status == 404
    assert refusal(client.v1.balance.retrieve, options={"stripe_account": "acct_other"}).http_status == 403
    assert client_of(sandbox, stripe_account=PRODUCER).v1.accounts.retrieve_current().id == PRODUCER
