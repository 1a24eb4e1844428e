"""Deliveries: signed, retried, logged, and spoiled on request."""

import json
from typing import Any

import pytest
import requests
import stripe

from sandbox.embedded import RunningSandbox
from tests.sandbox.conftest import SECRET, Inbox, client_of, control, pay, types_of, wait_until


def test_events_arrive_signed_in_order_with_the_cause(hooked: RunningSandbox, inbox: Inbox) -> None:
    client = client_of(hooked)
    params: Any = {"amount": 500, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}
    client.v1.payment_intents.create(params, {"idempotency_key": "key-1"})
    received = inbox.wait_for(3)
    events = [stripe.Webhook.construct_event(one.body, one.signature, SECRET) for one in received]
    assert [event.type for event in events] == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]
    for event in events:
        assert (event.api_version, event.livemode) == ("2026-10-28.endive", False)
        assert event.request is not None and event.request.idempotency_key == "key-1"
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(received[0].body, received[0].signature, "whsec_other")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(received[0].body.replace("500", "501"), received[0].signature, SECRET)


def test_an_event_shows_the_object_as_it_was_then(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    intent = pay(client)
    created: Any = client.v1.events.list({"type": "payment_intent.created"}).data[0]
    assert created.data.object.status == "requires_payment_method"
    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_a_refused_delivery_is_tried_again_and_then_given_up(hooked: RunningSandbox, inbox: Inbox) -> None:
    inbox.answers = [500, 503]
    client = client_of(hooked)
    client.v1.payment_intents.create({"amount": 500, "currency": "eur"})
    event = client.v1.events.list().data[0]
    wait_until(lambda: attempts_made(hooked) == 1)
    assert client.v1.events.list({"delivery_success": False}).data[0].id == event.id
    for seen in (2, 3):
        control(hooked, "clock", advance_seconds=2)
        wait_until(lambda seen=seen: attempts_made(hooked) == seen)  # type: ignore[misc]
    assert len({json.loads(one.body)["id"] for one in inbox.received}) == 1
    wait_until(lambda: client.v1.events.retrieve(event.id).pending_webhooks == 0)
    assert client.v1.events.list({"delivery_success": False}).data == []

    inbox.answers = [500, 500, 500, 500]
    client.v1.payment_intents.create({"amount": 500, "currency": "eur"})
    for seen in (4, 5, 6):
        wait_until(lambda seen=seen: attempts_made(hooked) == seen)  # type: ignore[misc]
        control(hooked, "clock", advance_seconds=2)
    wait_until(lambda: delivery_states(hooked) == ["delivered", "failed"])
    assert [attempt["status"] for attempt in deliveries(hooked)[0]["attempts"]] == [500, 503, 200]
    assert len(inbox.received) == 6


def deliveries(running: RunningSandbox) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = requests.get(f"{running.url}/_sandbox/deliveries", timeout=60).json()["data"]
    return found


def delivery_states(running: RunningSandbox) -> list[str]:
    return [delivery["state"] for delivery in deliveries(running)]


def attempts_made(running: RunningSandbox) -> int:
    """How many have been answered, as far as the sandbox knows."""
    return sum(len(delivery["attempts"]) for delivery in deliveries(running))


def test_events_can_be_lost_and_still_be_found_and_resent(hooked: RunningSandbox, inbox: Inbox) -> None:
    client = client_of(hooked)
    control(hooked, "faults", events={"drop": ["payment_intent.*"]})
    pay(client)
    assert json.loads(inbox.wait_for(1)[0].body)["type"] == "charge.succeeded"
    # It has arrived; the sandbox has still to hear that it was taken.
    wait_until(lambda: "delivered" in delivery_states(hooked))
    lost = client.v1.events.list({"delivery_success": False}).data
    assert sorted(event.type for event in lost) == ["payment_intent.created", "payment_intent.succeeded"]
    control(hooked, f"events/{lost[0].id}/resend")
    assert json.loads(inbox.wait_for(2)[1].body)["id"] == lost[0].id


def test_events_can_be_doubled_delayed_and_shuffled(hooked: RunningSandbox, inbox: Inbox) -> None:
    client = client_of(hooked)
    control(hooked, "faults", events={"duplicate": 2})
    client.v1.payment_intents.create({"amount": 500, "currency": "eur"})
    assert len({json.loads(one.body)["id"] for one in inbox.wait_for(3)}) == 1
    control(hooked, "faults", events={"delay_seconds": 86_400})
    client.v1.payment_intents.create({"amount": 500, "currency": "eur"})
    control(hooked, "faults", events={"shuffle": True})
    for _ in range(10):
        client.v1.payment_intents.create({"amount": 500, "currency": "eur"})
    control(hooked, "clock", advance_seconds=2)
    ids = [json.loads(one.body)["data"]["object"]["id"] for one in inbox.wait_for(13)[3:]]
    made = [intent.id for intent in client.v1.payment_intents.list({"limit": 10})][::-1]
    assert sorted(ids) == sorted(made) and ids != made
    assert len(inbox.received) == 13
    control(hooked, "clock", advance_seconds=86_400)
    inbox.wait_for(14)


def test_endpoints_made_through_the_api_choose_their_events(sandbox: RunningSandbox, inbox: Inbox) -> None:
    client = client_of(sandbox)
    endpoint = client.v1.webhook_endpoints.create({"url": inbox.url, "enabled_events": ["charge.succeeded"]})
    assert endpoint.secret is not None
    assert "secret" not in client.v1.webhook_endpoints.retrieve(endpoint.id)
    pay(client)
    one = inbox.wait_for(1)[0]
    assert stripe.Webhook.construct_event(one.body, one.signature, endpoint.secret).type == "charge.succeeded"
    client.v1.webhook_endpoints.update(endpoint.id, {"disabled": True})
    pay(client)
    assert client.v1.webhook_endpoints.delete(endpoint.id).deleted is True
    assert len(inbox.received) == 1


def test_events_are_listed_by_type_and_time(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    pay(client)
    now = control(sandbox, "clock", advance_seconds=500)["now"]
    pay(client)
    assert types_of(client, types=["charge.*"]) == ["charge.succeeded"] * 2
    assert types_of(client, created={"gte": now}) == types_of(client)[3:]
    control(sandbox, "clock", advance_seconds=31 * 86_400)
    assert "charge.succeeded" not in types_of(client)
