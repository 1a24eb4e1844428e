"""Checkout Sessions and their hosted page, as a browser without JavaScript uses it."""

import re
import time
from typing import Any

import pytest
import requests
import stripe

from sandbox.embedded import RunningSandbox
from tests.sandbox.conftest import checkout, control, pay, state, types_of


def submit(url: str, **fields: str) -> requests.Response:
    return requests.post(url, data=fields, allow_redirects=False, timeout=60)


def test_a_payment_goes_from_open_to_paid_with_fee_and_settlement(client: stripe.StripeClient) -> None:
    session = checkout(client)
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    assert session.url is not None
    page = requests.get(session.url, timeout=60)
    assert page.status_code == 200
    assert "no real money" in page.text and "€56.99" in page.text and "<script" not in page.text

    answer = submit(session.url, method="pm_card_visa")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"http://shop.test/thanks?session={session.id}"

    paid = client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge.balance_transaction", "line_items"]}
    )
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    intent: Any = paid.payment_intent
    assert (intent.status, intent.amount_received, intent.transfer_group) == ("succeeded", 5_699, "order-1")
    assert intent.metadata["order"] == "1"
    entry = intent.latest_charge.balance_transaction
    assert (entry.fee, entry.net, entry.status) == (110, 5_589, "pending")
    assert entry.available_on - entry.created == 1_000
    assert paid.line_items is not None and paid.line_items.data[0].description == "Coffee"
    assert types_of(client) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_a_decline_shows_why_and_lets_the_buyer_try_again(client: stripe.StripeClient) -> None:
    session = checkout(client)
    assert session.url is not None
    for method, words in (
        ("pm_card_chargeDeclined", "Your card was declined."),
        ("pm_card_chargeDeclinedInsufficientFunds", "insufficient funds"),
    ):
        answer = requests.post(session.url, data={"method": method}, timeout=60)
        assert words in answer.text and 'role="alert"' in answer.text
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert submit(session.url, number="4242 4242 4242 4242").headers["location"].startswith("http://shop.test/thanks")
    intents = client.v1.payment_intents.list().data
    assert [intent.status for intent in intents] == ["succeeded"]
    assert [charge.status for charge in client.v1.charges.list().data] == ["succeeded", "failed", "failed"]
    assert types_of(client).count("payment_intent.payment_failed") == 2


def test_a_number_that_is_no_test_card_is_refused_and_never_kept(client: stripe.StripeClient) -> None:
    session = checkout(client)
    assert session.url is not None
    answer = submit(session.url, number="4111 1111 1111 1111")
    assert answer.status_code == 422
    assert "not a test card" in answer.text and "4111" not in answer.text
    assert submit(session.url).status_code == 422
    assert client.v1.payment_intents.list().data == []


def test_submitting_twice_pays_once(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    session = checkout(client)
    assert session.url is not None
    first, second = submit(session.url, method="pm_card_visa"), submit(session.url, method="pm_card_visa")
    assert first.headers["location"] == second.headers["location"]
    assert len(state(sandbox)["charges"]) == 1


@pytest.mark.parametrize(("answer", "status"), [("complete", "complete"), ("fail", "open")])
def test_three_d_secure_decides(sandbox: RunningSandbox, client: stripe.StripeClient, answer: str, status: str) -> None:
    session = checkout(client)
    assert session.url is not None
    asked = submit(session.url, method="pm_card_authenticationRequired")
    page = asked.headers["location"]
    assert page.startswith("/challenge/pi_3")
    assert "is this you?" in requests.get(sandbox.url + page, timeout=60).text
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert submit(sandbox.url + page, answer=answer).headers["location"] == f"/pay/{session.id}"
    assert client.v1.checkout.sessions.retrieve(session.id).status == status
    if answer == "fail":
        assert "could not confirm" in requests.get(session.url, timeout=60).text


@pytest.mark.parametrize(
    ("method", "paid", "event"),
    [
        ("pm_sandbox_debit_success", "paid", "checkout.session.async_payment_succeeded"),
        ("pm_sandbox_debit_failure", "unpaid", "checkout.session.async_payment_failed"),
    ],
)
def test_a_bank_debit_is_decided_later(
    sandbox: RunningSandbox, client: stripe.StripeClient, method: str, paid: str, event: str
) -> None:
    session = checkout(client)
    assert session.url is not None
    assert submit(session.url, method=method).headers["location"].startswith("http://shop.test/thanks")
    waiting = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    intent: Any = waiting.payment_intent
    assert (waiting.status, waiting.payment_status, intent.status) == ("complete", "unpaid", "processing")
    control(sandbox, "clock", advance_seconds=31)
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == paid
    assert types_of(client)[-1] == event
    assert "payment_intent.processing" in types_of(client)


def test_sessions_expire_by_hand_and_by_the_clock(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    by_hand, by_clock = checkout(client), checkout(client)
    assert client.v1.checkout.sessions.expire(by_hand.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError, match="expired"):
        client.v1.checkout.sessions.expire(by_hand.id)
    control(sandbox, "clock", advance_seconds=86_400)
    assert client.v1.checkout.sessions.retrieve(by_clock.id).status == "expired"
    assert types_of(client) == ["checkout.session.expired"] * 2
    assert by_clock.url is not None
    assert requests.get(by_clock.url, timeout=60).status_code == 410
    assert submit(by_clock.url, method="pm_card_visa").status_code == 410
    assert state(sandbox)["charges"] == {}


def test_a_shop_whose_clock_was_not_moved_can_still_sell(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    control(sandbox, "clock", advance_seconds=7 * 86_400)
    session = checkout(client, expires_at=int(time.time()) + 3_600)
    control(sandbox, "clock", advance_seconds=3_500)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    control(sandbox, "clock", advance_seconds=200)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"payment_method_types": ["card"]}, "parameter_unknown"),
        ({"nonsense": "1"}, "parameter_unknown"),
        ({"success_url": "javascript:alert(1)"}, "url_invalid"),
        ({"line_items": []}, None),
        ({"expires_at": 1}, None),
        ({"customer_email": "nobody"}, "email_invalid"),
    ],
)
def test_bad_parameters_are_refused(client: stripe.StripeClient, change: dict[str, Any], code: str | None) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        checkout(client, **change)
    assert (caught.value.http_status, caught.value.code) == (400, code or caught.value.code)
    assert client.v1.checkout.sessions.list().data == []


@pytest.mark.parametrize(("language", "word"), [("es-PE,es;q=0.9", "Pagar"), ("fr", "Payer"), ("de", "Pay ")])
def test_the_page_speaks_the_browsers_language(client: stripe.StripeClient, language: str, word: str) -> None:
    session = checkout(client)
    assert session.url is not None
    page = requests.get(session.url, headers={"Accept-Language": language}, timeout=60).text
    title = re.search(r"<h1>(.*?)<span", page)
    assert title is not None and title[1].startswith(word.strip())


def test_pages_are_closed_to_other_origins(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    session = checkout(client)
    assert session.url is not None
    page = requests.get(session.url, timeout=60)
    policy = page.headers["content-security-policy"]
    # The form ends in a redirect to the shop, and browsers check the whole chain.
    assert "default-src 'none'" in policy and policy.endswith("form-action 'self' http://shop.test")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.test"}):
        answer = requests.post(session.url, data={"method": "pm_card_visa"}, headers=headers, timeout=60)
        assert answer.status_code == 403
        assert requests.post(f"{sandbox.url}/_sandbox/reset", headers=headers, timeout=60).status_code == 403
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_text_from_the_shop_cannot_become_markup(client: stripe.StripeClient) -> None:
    price = {"currency": "eur", "unit_amount": 100, "product_data": {"name": "<b>bold</b>"}}
    session = checkout(client, line_items=[{"quantity": 1, "price_data": price}])
    assert session.url is not None
    assert "&lt;b&gt;bold" in requests.get(session.url, timeout=60).text


def test_an_api_payment_can_be_challenged_and_returns_to_the_shop(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    intent: Any = pay(client, method="pm_card_authenticationRequired", return_url="http://shop.test/back?a=1")
    assert intent.status == "requires_action"
    answer = submit(intent.next_action.redirect_to_url.url, answer="complete")
    assert answer.headers["location"].startswith(f"http://shop.test/back?a=1&payment_intent={intent.id}")
    assert "redirect_status=succeeded" in answer.headers["location"]
    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"
