"""Stripe's events at the door: stored before the 2xx, and nothing that Stripe did not sign gets in."""

import json
import time

import pytest
import stripe
from sqlalchemy import text
from starlette.testclient import TestClient

from tests.shop import Shop

EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "payment_intent.succeeded",
    "livemode": False,
    "created": 1_800_000_000,
    "api_version": "2026-10-28.endive",
    "data": {"object": {"id": "pi_1", "object": "payment_intent"}},
}


def deliver(client: TestClient, event: dict[str, object], *, secret: str = "whsec_test", path: str = "stripe"):
    body = json.dumps(event)
    header = stripe.WebhookSignature.generate_signature_header(body, secret, int(time.time()))
    return client.post(f"/v1/hooks/{path}", content=body, headers={"Stripe-Signature": header})


def count(shop: Shop, sql: str) -> object:
    with shop.database.reading() as session:
        return session.execute(text(sql)).scalar_one()


def test_an_event_is_stored_once_with_its_work_however_often_it_comes(client: TestClient, shop: Shop) -> None:
    for _ in range(3):
        assert deliver(client, EVENT).status_code == 200
    assert count(shop, "select deliveries from stripe_event") == 3
    assert count(shop, "select count(*) from outbox where task = 'handle_stripe_event'") == 1


@pytest.mark.parametrize(
    ("event", "secret", "path"),
    [
        (EVENT, "whsec_other", "stripe"),
        (EVENT, "whsec_test", "stripe-connect"),  # no secret is configured there: it opens to nobody
        ({**EVENT, "livemode": True}, "whsec_test", "stripe"),
        ({"id": "evt_1"}, "whsec_test", "stripe"),
    ],
)
def test_what_is_not_for_us_is_refused_and_leaves_nothing(
    client: TestClient, shop: Shop, event: dict[str, object], secret: str, path: str
) -> None:
    answer = deliver(client, event, secret=secret, path=path)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_signature")
    assert count(shop, "select count(*) from stripe_event") == 0


@pytest.mark.parametrize("header", [None, "", "t=1,v1=é".encode(), b"\xff", b"t=" + b"9" * 2000])
def test_a_malformed_signature_is_no_fault_of_ours(client: TestClient, header: bytes | str | None) -> None:
    headers = {} if header is None else {"Stripe-Signature": header}
    assert client.post("/v1/hooks/stripe", content=b"{}", headers=headers).status_code == 400  # type: ignore[arg-type]
