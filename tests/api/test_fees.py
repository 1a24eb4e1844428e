"""Fees over HTTP: everybody reads them, operators change them in daylight."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.clock import utc_now
from tests.api.conftest import Scene
from tests.api.people import People

DAY = utc_now().date() + timedelta(days=60)
CHANGE: dict[str, object] = {
    "market_fee_bps": 950,
    "dues_bps": 100,
    "solidarity_bps": 50,
    "valid_from": str(DAY),
    "reason": "Our payment service charges more from then on.",
}


def propose(client: TestClient, people: People, **other: object) -> Any:
    return client.post("/v1/fee-changes", json={**CHANGE, **other}, headers=people.operator.headers)


def act(client: TestClient, people: People, change_id: str, what: str) -> Any:
    return client.post(f"/v1/fee-changes/{change_id}/{what}", headers=people.operator.headers)


def test_a_change_goes_its_way_and_everybody_can_read_it(client: TestClient, people: People) -> None:
    change = propose(client, people).json()
    assert (change["state"], change["announced_at"], change["shares"]["market_fee_bps"]) == ("proposed", None, 950)
    assert [one["version"] for one in client.get("/v1/price-policy").json()["schedules"]] == [2]
    announced = act(client, people, change["id"], "announce").json()
    assert announced["state"] == "announced"
    policy = client.get("/v1/price-policy").json()
    coming, present = policy["schedules"]
    assert (coming["id"], coming["is_in_force"], coming["valid_from"], coming["reason"]) == (
        announced["schedule_id"],
        False,
        str(DAY),
        CHANGE["reason"],
    )
    assert (present["is_in_force"], present["valid_to"]) == (True, str(DAY - timedelta(days=1)))
    assert policy["notice_days"] == 30
    assert {one["vat_class"] for one in policy["goods_taxes"]} == {"food", "standard"}
    assert {one["fee"] for one in policy["fee_taxes"]} == {"market_fee", "federation_dues"}
    assert act(client, people, change["id"], "announce").json()["code"] == "fee_change_decided"
    second = propose(client, people, market_fee_bps=700).json()["id"]
    assert act(client, people, second, "announce").json()["code"] == "fee_change_waiting"
    assert act(client, people, change["id"], "withdraw").json()["state"] == "withdrawn"
    assert [one["valid_to"] for one in client.get("/v1/price-policy").json()["schedules"]] == [None]
    listed = client.get("/v1/fee-changes?limit=1", headers=people.operator.headers).json()
    assert ([one["id"] for one in listed["data"]], listed["has_more"]) == ([second], True)
    one = client.get(f"/v1/fee-changes/{change['id']}", headers=people.operator.headers).json()
    assert one["withdrawn_by"] == people.operator.person_id


def test_a_preview_names_each_producer_page_by_page(client: TestClient, people: People) -> None:
    with people.shop.database.transaction() as session:
        session.execute(
            text("update customer_order set paid_at = paid_at - interval '40 days' where paid_at is not null")
        )
        month = session.execute(text("select to_char(max(paid_at) at time zone 'UTC', 'YYYY-MM') from customer_order"))
        wanted = month.scalar_one()
    change_id = propose(client, people).json()["id"]
    path = f"/v1/fee-changes/{change_id}/preview?month={wanted}&limit=1"
    first = client.get(path, headers=people.operator.headers).json()
    assert first["month"] == wanted and first["has_more"]
    (total,) = first["totals"]
    assert (total["losing"], total["gaining"]) == (2, 0)
    second = client.get(f"{path}&cursor={first['next_cursor']}", headers=people.operator.headers).json()
    assert not second["has_more"]
    both = [*first["producers"], *second["producers"]]
    assert {one["producer"]["slug"] for one in both} == {"norandino", "kuapa"}
    for one in both:
        for cut in (one["tried"]["was"], one["tried"]["would_be"]):
            together = sum(money["amount"] for part, money in cut.items() if part != "minimum_price_topup")
            assert together == one["tried"]["goods"]["amount"]
    assert sum(one["tried"]["change"]["amount"] for one in both) == total["together"]["change"]["amount"] < 0
    elsewhere = client.get(
        f"/v1/fee-changes/{change_id}/preview?cursor={first['next_cursor']}", headers=people.operator.headers
    )
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (400, "bad_cursor")


def test_a_producer_tries_announced_fees_on_its_own_orders(client: TestClient, people: People) -> None:
    path = f"/v1/organisations/{people.producer.organisation_id}/fee-preview"
    change_id = propose(client, people).json()["id"]
    own = client.get(path, headers=people.producer.headers).json()
    assert (own["coming"], own["tried"]) == (None, [])
    act(client, people, change_id, "announce")
    with people.shop.database.transaction() as session:
        session.execute(
            text("update customer_order set paid_at = paid_at - interval '40 days' where paid_at is not null")
        )
        month = session.execute(text("select to_char(max(paid_at) at time zone 'UTC', 'YYYY-MM') from customer_order"))
        wanted = month.scalar_one()
    own = client.get(f"{path}?month={wanted}", headers=people.producer.headers).json()
    assert (own["month"], own["coming"]["valid_from"], own["coming"]["reason"]) == (wanted, str(DAY), CHANGE["reason"])
    operators = client.get(f"/v1/fee-changes/{change_id}/preview?month={wanted}", headers=people.operator.headers)
    (theirs,) = [
        one for one in operators.json()["producers"] if one["producer"]["id"] == people.producer.organisation_id
    ]
    assert own["tried"] == [{"orders": theirs["orders"], "tried": theirs["tried"]}]
    refused = client.get(f"{path}?month=2999-01", headers=people.producer.headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "no_such_month")


def test_a_producers_preview_is_nobody_elses(client: TestClient, people: People) -> None:
    path = f"/v1/organisations/{people.producer.organisation_id}/fee-preview"
    assert client.get(path).status_code == 401
    assert client.get(path, headers=people.consumer.headers).status_code == 403
    assert client.get(path, headers=people.verifier.headers).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"market_fee_bps": -1}, 422, "invalid_request"),
        ({"market_fee_bps": 5000}, 422, "fees_too_high"),
        ({"market_fee_bps": 800.5}, 422, "invalid_request"),
        ({"market_fee_bps": True}, 422, "invalid_request"),
        ({"valid_from": "2026-13-01"}, 422, "invalid_request"),
        ({"valid_from": 20270101}, 422, "invalid_request"),
        ({"valid_from": "2020-01-01"}, 422, "notice_too_short"),
        ({"valid_from": "9999-12-31"}, 201, ""),
        ({"reason": "short"}, 422, "invalid_request"),
        ({"reason": "a NUL \u0000 in it, long enough"}, 422, "invalid_request"),
        ({"market_fee_bps": 800}, 409, "fees_unchanged"),
    ],
    ids=lambda given: str(given).encode("ascii", "replace").decode(),
)
def test_what_cannot_be_is_refused_in_words(
    client: TestClient, people: People, wrong: dict[str, object], status: int, code: str
) -> None:
    answer = propose(client, people, **wrong)
    assert (answer.status_code, answer.json().get("code", "")) == (status, code), answer.text


PLACES = ["GET /v1/fee-changes/{}", "GET /v1/fee-changes/{}/preview", "POST /v1/fee-changes/{}/announce"]


@pytest.mark.parametrize("place", [*PLACES, "POST /v1/fee-changes/{}/withdraw"])
def test_only_operators_and_only_what_is_there(scene: Scene, place: str) -> None:
    method, _, path = place.partition(" ")
    path = path.format("fch_none")
    for somebody in (scene.people.consumer, scene.people.producer, scene.people.verifier):
        assert scene.client.request(method, path, headers=somebody.headers).status_code == 403
    assert scene.client.request(method, path).status_code == 401
    answer = scene.client.request(method, path, headers=scene.people.operator.headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_fee_change")


def test_a_month_that_is_none_is_refused(client: TestClient, people: People) -> None:
    change_id = propose(client, people).json()["id"]
    for wrong in ("2999-01", "soon", "2026-00", "%00"):
        answer = client.get(f"/v1/fee-changes/{change_id}/preview?month={wrong}", headers=people.operator.headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "no_such_month"), answer.text


def test_announcing_asks_for_a_fresh_sign_in_and_refused_attempts_are_kept(client: TestClient, people: People) -> None:
    change_id = propose(client, people).json()["id"]
    with people.shop.database.transaction() as session:
        session.execute(text("update sign_in_session set authenticated_at = authenticated_at - interval '1 hour'"))
    answer = act(client, people, change_id, "announce")
    assert (answer.status_code, answer.json()["code"]) == (403, "fresh_sign_in_needed")
    with people.shop.database.reading() as session:
        row = session.execute(
            text(
                "select action, detail ->> 'refused' from audit_event where object_id = :id "
                "order by sequence desc limit 1"
            ),
            {"id": change_id},
        ).one()
        assert tuple(row) == ("fee_change.decide", "fresh_sign_in_needed")
        assert session.execute(text("select count(*) from fee_schedule")).scalar_one() == 1
