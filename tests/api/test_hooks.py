"""Stripe's events at the door: stored before the 2xx, and nothing that Stripe did not sign gets in."""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import stripe
from sqlalchemy import text
from sqlalchemy.exc import DataError
from starlette.testclient import TestClient

from api.intake import Intake
from gateways.stripe.events import event_fact
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


def test_fifty_deliveries_at_once_are_one_event_and_one_task(client: TestClient, shop: Shop) -> None:
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: deliver(client, EVENT).status_code, range(50)))
    assert answers == [200] * 50
    assert count(shop, "select deliveries from stripe_event") == 50
    assert count(shop, "select count(*) from outbox where task = 'handle_stripe_event'") == 1


def test_an_event_that_cannot_be_stored_takes_no_other_down(shop: Shop) -> None:
    events = [event_fact(json.dumps({**EVENT, "id": f"evt_{number}"})) for number in range(20)]
    events[7] = replace(events[7], payload="\0")

    async def store_all() -> list[BaseException | None]:
        intake = Intake(shop.database)
        return await asyncio.gather(*(intake.store(event) for event in events), return_exceptions=True)

    outcomes = asyncio.run(store_all())
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [DataError]
    assert outcomes[7] is not None
    assert count(shop, "select count(*) from stripe_event") == 19


def test_a_thin_event_opens_its_own_door_only(client: TestClient, shop: Shop) -> None:
    thin = {
        "id": "evt_thin",
        "object": "v2.core.event",
        "type": "v2.core.account[requirements].updated",
        "livemode": False,
        "created": "2026-11-25T12:00:00.000Z",
        "related_object": {"id": "acct_1", "type": "v2.core.account", "url": "/v2/core/accounts/acct_1"},
    }
    assert deliver(client, thin, secret="whsec_test", path="stripe-thin").status_code == 400
    assert deliver(client, thin, secret="whsec_thin", path="stripe-thin").status_code == 200
    assert count(shop, "select type from stripe_event where id = 'evt_thin'") == thin["type"]


@pytest.mark.parametrize(
    ("event", "secret", "path"),
    [
        (EVENT, "whsec_other", "stripe"),
        (EVENT, "whsec_test", "stripe-connect"),  # no secret is configured there: it opens to nobody
        ({**EVENT, "livemode": True}, "whsec_test", "stripe"),
        ({"id": "evt_1"}, "whsec_test", "stripe"),
        ({**EVENT, "id": "evt_\0"}, "whsec_test", "stripe"),
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
