"""A real door to a simulated Stripe, and what happens on the other side of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from gateways.stripe import OPERATION_KEY, CheckoutFact, CheckoutLine, PaymentFact, RealStripe, TransferFact
from kit.money import Money
from kit.settings import Mode, Settings
from sandbox.embedded import RunningSandbox

LINES = [CheckoutLine("Coffee · 250 g", Money(1490, "EUR"), 2), CheckoutLine("→ Norandino", Money(590, "EUR"), 1)]


def open_door(sandbox: RunningSandbox) -> RealStripe:
    return RealStripe(
        Settings(
            mode=Mode.TEST,
            database_url="postgresql://nobody@/none",
            redis_url="redis://localhost/0",
            secret_key="k" * 32,
            stripe_api_key="sk_test_door",
            stripe_api_base=sandbox.url,
        )
    )


def control(sandbox: RunningSandbox, path: str, **body: Any) -> Any:
    """Let something happen that a bank, a person or the time would bring about."""
    answer = requests.post(f"{sandbox.url}/_sandbox/{path}", json=body, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


def open_page(
    stripe: RealStripe, key: str = "checkout/1", lines: list[CheckoutLine] = LINES, order_id: str = "ord_1"
) -> CheckoutFact:
    return stripe.create_checkout(
        order_id=order_id,
        lines=lines,
        email="camille@example.org",
        success_url="http://shop.test/thank-you/ord_1",
        cancel_url="http://shop.test/orders/ord_1",
        expires_at=datetime.now(UTC) + timedelta(minutes=40),
        locale="fr",
        idempotency_key=key,
    )


def pay(page: CheckoutFact, method: str = "pm_card_visa") -> requests.Response:
    assert page.url is not None
    return requests.post(page.url, data={"method": method}, allow_redirects=False, timeout=60)


def paid(stripe: RealStripe, key: str = "checkout/1", method: str = "pm_card_visa") -> PaymentFact:
    """A page, used."""
    page = open_page(stripe, key)
    pay(page, method)
    payment_intent_id = stripe.read_checkout(page.id).payment_intent_id
    assert payment_intent_id is not None
    return stripe.read_payment(payment_intent_id)


def settle_at_once(sandbox: RunningSandbox) -> None:
    control(sandbox, "clock", advance_seconds=3 * 86_400)


def arm(sandbox: RunningSandbox, mode: str, match: str = "POST /v1/transfers") -> None:
    control(sandbox, "faults", match=match, mode=mode, times=1)


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
    control(sandbox, f"accounts/{account_id}/standing")


def transfer(stripe: RealStripe, account_id: str, key: str) -> TransferFact:
    return stripe.create_transfer(
        money=Money(1000, "EUR"),
        destination=account_id,
        transfer_group="run_1",
        metadata={OPERATION_KEY: "sop_1"},
        idempotency_key=key,
    )
