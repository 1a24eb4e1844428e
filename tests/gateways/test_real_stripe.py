"""The door to Stripe, opened: the real SDK against the simulated Stripe."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.stripe import OPERATION_KEY, CheckoutFact, CheckoutLine, RealStripe, TransferFact
from kit.database import Database, NestedTransaction
from kit.settings import Mode, Settings
from sandbox.embedded import RunningSandbox, running_sandbox

LINES = [CheckoutLine("Coffee · 250 g", 1490, 2), CheckoutLine("→ Norandino", 590, 1)]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox() as running:
        yield running


@pytest.fixture
def stripe(sandbox: RunningSandbox) -> Iterator[RealStripe]:
    requests.post(f"{sandbox.url}/_sandbox/reset", json={}, timeout=5).raise_for_status()
    yield RealStripe(
        Settings(
            mode=Mode.TEST,
            database_url="postgresql://nobody@/none",
            redis_url="redis://localhost/0",
            secret_key="k" * 32,
            stripe_api_key="sk_test_door",
            stripe_api_base=sandbox.url,
        )
    )


def open_page(stripe: RealStripe, key: str = "checkout/1", lines: list[CheckoutLine] = LINES) -> CheckoutFact:
    return stripe.create_checkout(
        order_id="ord_1",
        lines=lines,
        currency="EUR",
        email="camille@example.org",
        success_url="http://shop.test/thank-you/ord_1",
        cancel_url="http://shop.test/orders/ord_1",
        expires_at=datetime.now(UTC) + timedelta(minutes=40),
        locale="fr",
        idempotency_key=key,
    )


def pay(page: CheckoutFact, method: str = "pm_card_visa") -> requests.Response:
    assert page.url is not None
    return requests.post(page.url, data={"method": method}, allow_redirects=False, timeout=10)


def settle_at_once(sandbox: RunningSandbox) -> None:
    requests.post(f"{sandbox.url}/_sandbox/clock", json={"advance_seconds": 3 * 86_400}, timeout=5).raise_for_status()


def arm(sandbox: RunningSandbox, mode: str, match: str = "POST /v1/transfers") -> None:
    fault = {"match": match, "mode": mode, "times": 1}
    requests.post(f"{sandbox.url}/_sandbox/faults", json=fault, timeout=5).raise_for_status()


def test_a_payment_says_what_was_paid_what_it_cost_and_when_it_can_be_used(stripe: RealStripe) -> None:
    page = open_page(stripe)
    assert pay(page).headers["location"].startswith("http://shop.test/thank-you/ord_1")
    done = stripe.read_checkout(page.id)
    assert done.status == "complete" and done.payment_intent_id is not None and done.order_id == "ord_1"
    payment = stripe.read_payment(done.payment_intent_id)
    assert (payment.status, payment.received_minor, payment.currency) == ("succeeded", 3570, "EUR")
    assert payment.balance is not None
    assert payment.balance.fee_minor + payment.balance.net_minor == 3570
    assert payment.balance.available_at > datetime.now(UTC)


def test_the_same_key_opens_the_same_page(stripe: RealStripe) -> None:
    expires = datetime.now(UTC) + timedelta(minutes=40)
    pages = [
        stripe.create_checkout(
            order_id="ord_1", lines=LINES, currency="EUR", email="c@example.org", success_url="http://s/t",
            cancel_url="http://s/c", expires_at=expires, locale="fr", idempotency_key="checkout/same",
        )
        for _ in range(2)
    ]  # fmt: skip
    assert pages[0].id == pages[1].id


def test_the_same_key_for_another_thing_is_refused(stripe: RealStripe) -> None:
    open_page(stripe, key="checkout/reused")
    with pytest.raises(GatewayRefused):
        open_page(stripe, key="checkout/reused", lines=[CheckoutLine("Tea", 100, 1)])


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
    assert transfer(stripe, account.id, "tr/1/2").amount_minor == 1000


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
    state = requests.get(f"{sandbox.url}/_sandbox/state", timeout=5).json()
    assert made.amount_minor == 1000
    assert stripe.find_transfer(transfer_group="run_1", operation_id="sop_1") == made
    assert str(state).count(made.id) >= 1


def test_nobody_calls_stripe_with_rows_locked(stripe: RealStripe, clean_database: Database) -> None:
    with pytest.raises(NestedTransaction), clean_database.transaction():
        stripe.read_account("acct_1")


def paid_account(stripe: RealStripe, sandbox: RunningSandbox) -> str:
    """A platform with settled money, and an account that can be paid."""
    pay(open_page(stripe))
    settle_at_once(sandbox)
    account = stripe.create_recipient_account(
        organisation_id="org_1", country="PE", email="a@example.org", name="Tres Quebradas", idempotency_key="acct/1"
    )
    onboard(sandbox, account.id)
    assert stripe.read_account(account.id).is_transfer_ready
    return account.id


def onboard(sandbox: RunningSandbox, account_id: str) -> None:
    """What the hosted form does."""
    answer = requests.post(f"{sandbox.url}/_sandbox/accounts/{account_id}/standing", json={}, timeout=5)
    answer.raise_for_status()


def transfer(stripe: RealStripe, account_id: str, key: str) -> TransferFact:
    return stripe.create_transfer(
        amount_minor=1000,
        currency="EUR",
        destination=account_id,
        transfer_group="run_1",
        metadata={OPERATION_KEY: "sop_1"},
        idempotency_key=key,
    )
