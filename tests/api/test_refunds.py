"""What operators do about money, over HTTP: refund, retry, settle, hold, release, decide disputes."""

from datetime import timedelta

import pytest
from httpx2 import Response
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.clock import utc_now
from market.payments.disputes.follow_dispute import follow_dispute
from market.payments.refunds.follow_refund import follow_refund
from market.payouts.execute_operation import execute_pending
from tests.api.people import People

KEY = {"Idempotency-Key": "one"}


def as_operator(people: People, **headers: str) -> dict[str, str]:
    return {**people.operator.headers, **headers}


def ask_refund(client: TestClient, people: People, body: dict[str, object], key: str = "one") -> Response:
    line = {"order_line_id": people.consumer.sent_line_id, "quantity": 1}
    whole = {"lines": [line], "liable": "producer", "reason": "It never came.", **body}
    path = f"/v1/orders/{people.consumer.order_id}/refunds"
    return client.post(path, json=whole, headers=as_operator(people, **{"Idempotency-Key": key}))


def test_the_same_key_refunds_once(client: TestClient, people: People) -> None:
    first, second = (ask_refund(client, people, {}) for _ in range(2))
    assert (first.status_code, first.json()["amount"]) == (201, {"amount": 695, "currency": "EUR"})
    assert second.json() == first.json()
    assert len(client.get("/v1/refunds?state=pending", headers=as_operator(people)).json()["data"]) == 1
    other = ask_refund(client, people, {"reason": "something else"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"lines": [{"order_line_id": "li_unknown"}]}, 404, "no_such_order_line"),
        ({"lines": [], "parcel_ids": ["pcl_unknown"]}, 404, "no_such_parcel"),
        ({"lines": [], "parcel_ids": []}, 409, "refund_too_large"),
        ({"liable": "nobody"}, 422, "invalid_request"),
        ({"lines": [{"order_line_id": "li_x", "amount": 0}]}, 422, "invalid_request"),
        ({"lines": [{"order_line_id": "li_x", "amount": 1.5}]}, 422, "invalid_request"),
        ({"lines": [{"order_line_id": "li_x"}, {"order_line_id": "li_x"}]}, 422, "repeated_thing"),
        ({"parcel_ids": ["pcl_x", "pcl_x"]}, 422, "repeated_thing"),
    ],
)
def test_a_refund_of_nothing_or_of_anothers_is_refused(
    client: TestClient, people: People, body: dict[str, object], status: int, code: str
) -> None:
    refused = ask_refund(client, people, body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert client.get("/v1/refunds", headers=as_operator(people)).json()["data"] == []


def test_goodwill_is_bounded_by_what_was_paid(client: TestClient, people: People) -> None:
    path = f"/v1/orders/{people.consumer.order_id}/goodwill"
    body = {"amount": 99_999_999, "reason": "late"}
    too_much = client.post(path, json=body, headers=as_operator(people, **KEY))
    assert (too_much.status_code, too_much.json()["code"]) == (409, "refund_too_large")
    given = client.post(path, json={**body, "amount": 100}, headers=as_operator(people, **KEY))
    assert (given.status_code, given.json()["liable"]) == (201, "platform")
    missing = client.post(
        "/v1/orders/ord_unknown/goodwill", json=body, headers=as_operator(people, **{"Idempotency-Key": "other"})
    )
    assert missing.status_code == 404


def test_a_refund_that_came_back_is_sent_again_or_settled(client: TestClient, people: People) -> None:
    shop = people.shop
    refund_id = ask_refund(client, people, {}).json()["id"]
    path = f"/v1/refunds/{refund_id}"
    assert client.post(f"{path}/retry", headers=as_operator(people)).status_code == 409
    execute_pending(shop.database, shop.stripe, now=utc_now() + timedelta(hours=1))
    _come_back(people, refund_id)
    assert client.post(f"{path}/retry", headers=as_operator(people)).json()["state"] == "pending"
    execute_pending(shop.database, shop.stripe, now=utc_now() + timedelta(hours=2))
    _come_back(people, refund_id)
    settled = client.post(f"{path}/settle", json={"reference": "SEPA 7"}, headers=as_operator(people)).json()
    assert settled["state"] == "succeeded"
    assert client.post("/v1/refunds/ref_unknown/retry", headers=as_operator(people)).status_code == 404


def test_a_refund_that_was_given_again_elsewhere_is_given_up(client: TestClient, people: People) -> None:
    shop = people.shop
    refund_id = ask_refund(client, people, {}).json()["id"]
    path, why = f"/v1/refunds/{refund_id}/give-up", {"because": "given in halves"}
    assert client.post(path, json=why, headers=as_operator(people)).status_code == 409, "it has not come back"
    execute_pending(shop.database, shop.stripe, now=utc_now() + timedelta(hours=1))
    _come_back(people, refund_id)
    assert client.post(path, json=why, headers=people.consumer.headers).status_code == 403
    assert client.post(path, json=why).status_code == 401
    assert client.post(path, json={"because": ""}, headers=as_operator(people)).status_code == 422
    assert client.post(path, json=why, headers=as_operator(people)).json()["state"] == "cancelled"
    assert client.post(path, json=why, headers=as_operator(people)).status_code == 409
    assert client.post("/v1/refunds/ref_unknown/give-up", json=why, headers=as_operator(people)).status_code == 404


def _come_back(people: People, refund_id: str) -> None:
    with people.shop.database.transaction() as session:
        stripe_id = session.execute(
            text("select stripe_refund_id from refund where id = :id"), {"id": refund_id}
        ).scalar_one()
        follow_refund(session, people.shop.stripe.fail_refund(stripe_id), now=utc_now())


def test_money_is_held_once_and_freed_with_a_reason(client: TestClient, people: People) -> None:
    body = {"order_id": people.consumer.order_id, "note": "The buyer reports mould."}
    first, second = (client.post("/v1/holds", json=body, headers=as_operator(people)).json() for _ in range(2))
    assert first["id"] == second["id"]
    of_all = {"organisation_id": people.producer.organisation_id, "note": "The bank asks."}
    assert client.post("/v1/holds", json=of_all, headers=as_operator(people)).status_code == 201
    assert len(client.get("/v1/holds", headers=as_operator(people)).json()["data"]) == 2
    released = client.post(
        f"/v1/holds/{first['id']}/release", json={"note": "It was cocoa dust."}, headers=as_operator(people)
    )
    assert released.json()["release_note"] == "It was cocoa dust."
    assert len(client.get("/v1/holds", headers=as_operator(people)).json()["data"]) == 1
    assert len(client.get("/v1/holds?include_released=true", headers=as_operator(people)).json()["data"]) == 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"note": "of what?"}, "hold_needs_one_subject"),
        ({"order_id": "ord_x", "organisation_id": "org_x", "note": "both?"}, "hold_needs_one_subject"),
        ({"order_id": "ord_unknown", "note": "x"}, "no_such_order"),
        ({"organisation_id": "org_unknown", "note": "x"}, "no_such_organisation"),
    ],
)
def test_a_hold_is_of_something_that_is_there(
    client: TestClient, people: People, body: dict[str, str], code: str
) -> None:
    assert client.post("/v1/holds", json=body, headers=as_operator(people)).json()["code"] == code


def test_a_lost_dispute_is_charged_once(client: TestClient, people: People) -> None:
    shop = people.shop
    payment = next(fact for fact in shop.stripe.payments.values() if fact.order_id == people.consumer.order_id)
    opened = shop.stripe.open_dispute(payment, reason="product_not_received")
    with shop.database.transaction() as session:
        follow_dispute(session, opened, now=utc_now())
    (listed,) = client.get("/v1/disputes", headers=as_operator(people)).json()["data"]
    path, body = f"/v1/disputes/{listed['id']}/charge", {"to": "producer", "reason": "They say so."}
    assert client.post(path, json=body, headers=as_operator(people)).json()["code"] == "wrong_dispute_step"
    shop.stripe.close_dispute(opened.id, is_won=False)
    with shop.database.transaction() as session:
        follow_dispute(session, shop.stripe.disputes[opened.id], now=utc_now())
    for _ in range(2):
        charged = client.post(path, json=body, headers=as_operator(people))
        assert charged.json()["charged_to"] == "producer", charged.text
    other = client.post(path, json={**body, "to": "platform"}, headers=as_operator(people))
    assert other.status_code == 409
