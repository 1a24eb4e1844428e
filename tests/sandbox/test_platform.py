"""What happens on the platform's own balance, in its dashboard, and at the bank of a payment in progress."""

from typing import Any

import pytest
import stripe

from sandbox.embedded import RunningSandbox
from tests.sandbox.conftest import PRODUCER, control, funded, pay, state, types_of


def available(running: RunningSandbox) -> int:
    return int(state(running)["platform"]["balance"]["eur"]["available"])


def test_the_platform_tops_up_and_is_paid_out(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    topup = client.v1.topups.create({"amount": 5_000, "currency": "eur", "description": "Reserve"})
    assert (topup.status, available(sandbox)) == ("succeeded", 5_000)
    assert client.v1.topups.retrieve(topup.id).id == client.v1.topups.list().data[0].id == topup.id
    payout = client.v1.payouts.create({"amount": 2_000, "currency": "eur"})
    assert available(sandbox) == 3_000
    control(sandbox, f"payouts/{payout.id}/fail")
    assert available(sandbox) == 5_000
    entries = client.v1.balance_transactions.list().data
    assert [(entry.type, entry.net) for entry in entries] == [
        ("payout_failure", 2_000),
        ("payout", -2_000),
        ("topup", 5_000),
    ]
    assert types_of(client) == ["topup.created", "topup.succeeded", "payout.created", "payout.failed"]


def test_a_movement_comes_out_of_the_blue(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    client.v1.topups.create({"amount": 1_000, "currency": "eur"})
    made = control(
        sandbox,
        "balance_transactions",
        type="stripe_teleport",
        amount=-300,
        fee=10,
        currency="eur",
        description="Nobody knows",
    )
    seen = client.v1.balance_transactions.retrieve(made["id"])
    assert (seen.type, seen.net, seen.source, seen.reporting_category) == (
        "stripe_teleport",
        -310,
        None,
        "stripe_teleport",
    )
    assert available(sandbox) == 690
    later = control(sandbox, "balance_transactions", type="charge", amount=5, currency="eur", available_in_seconds=60)
    assert later["status"] == "pending" and available(sandbox) == 690


def test_the_dashboard_refunds_and_reverses(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    intent = funded(client, sandbox)
    refund = control(sandbox, "refunds", charge=intent.latest_charge, amount=500)
    assert client.v1.refunds.list({"payment_intent": intent.id}).data[0].id == refund["id"]
    assert refund["metadata"] == {}
    transfer = client.v1.transfers.create({"amount": 4_000, "currency": "eur", "destination": PRODUCER})
    reversal = control(sandbox, f"transfers/{transfer.id}/reverse", amount=1_000)
    assert client.v1.transfers.reversals.list(transfer.id).data[0].id == reversal["id"]
    control(sandbox, "clock", advance_seconds=90_000)
    with pytest.raises(AssertionError, match="balance_insufficient"):
        control(sandbox, f"transfers/{transfer.id}/reverse")


def test_a_payment_in_progress_is_not_cancelled_but_in_rare_cases(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    intent = pay(client, method="pm_sandbox_debit_success")
    assert intent.status == "processing"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.cancel(intent.id)
    assert refused.value.code == "payment_intent_unexpected_state"
    control(sandbox, "switches", cancel_while_processing=True)
    assert client.v1.payment_intents.cancel(intent.id).status == "canceled"
    control(sandbox, "clock", advance_seconds=60)
    assert client.v1.payment_intents.retrieve(intent.id).status == "canceled"
    assert client.v1.charges.retrieve(str(intent.latest_charge)).status == "failed"
    assert client.v1.balance_transactions.list().data == []


@pytest.mark.parametrize(("is_paid", "status"), [(True, "succeeded"), (False, "requires_payment_method")])
def test_a_bank_answers_when_it_is_told_to(
    sandbox: RunningSandbox, client: stripe.StripeClient, is_paid: bool, status: str
) -> None:
    intent = pay(client, method="pm_sandbox_debit_success")
    assert control(sandbox, f"payment_intents/{intent.id}/decide", is_paid=is_paid)["status"] == status
    control(sandbox, "clock", advance_seconds=60)
    assert client.v1.payment_intents.retrieve(intent.id).status == status
    with pytest.raises(AssertionError, match="not processing"):
        control(sandbox, f"payment_intents/{intent.id}/decide", is_paid=True)


def test_events_are_listed_from_a_moment_on(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    pay(client)
    control(sandbox, "clock", advance_seconds=100)
    late = pay(client)
    window: Any = {"gte": late.created}
    assert {event.data.object["id"] for event in client.v1.events.list({"created": window}).data} == {
        late.id,
        str(late.latest_charge),
    }
