"""Calling off and sending back, over HTTP: by a buyer, by a guest with the order's secret, by the producer."""

from starlette.testclient import TestClient

from tests.api.people import People


def test_a_return_goes_from_the_buyer_to_the_producer_and_back_as_money(client: TestClient, people: People) -> None:
    buyer, producer = people.consumer, people.other_producer
    own = client.get(f"/v1/orders/{buyer.order_id}/returns", headers=buyer.headers).json()["data"]
    assert [(asked["state"], asked["lines"][0]["quantity"]) for asked in own] == [("requested", 1)]
    listed = client.get(
        f"/v1/organisations/{producer.organisation_id}/returns?state=requested&limit=2", headers=producer.headers
    ).json()
    assert len(listed["data"]) == 2
    assert listed["has_more"] is True
    path = f"/v1/returns/{buyer.return_id}"
    accepted = client.post(f"{path}/accept", json={"answer": "To Kumasi, please."}, headers=producer.headers)
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    for _ in range(2):
        received = client.post(f"{path}/receive", json={"restock": True}, headers=producer.headers)
        assert received.status_code == 200, received.text
        assert received.json()["refund_id"] is not None
    refunds = client.get("/v1/refunds", headers=people.operator.headers).json()["data"]
    assert [(refund["kind"], refund["amount"]["amount"], refund["state"]) for refund in refunds] == [
        ("return", 695, "pending")
    ]


def test_a_return_that_makes_no_sense_is_told_so(client: TestClient, people: People) -> None:
    buyer = people.consumer
    line = {"order_line_id": buyer.sent_line_id, "quantity": 1}
    body = {"parcel_id": buyer.sent_parcel_id, "lines": [line, line], "reason": "twice"}
    path = f"/v1/orders/{buyer.order_id}/returns"
    assert client.post(path, json=body, headers=buyer.headers).json()["code"] == "repeated_thing"
    many = {**body, "lines": [{**line, "quantity": 2}]}
    refused = client.post(path, json=many, headers=buyer.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_returnable")
    for wrong in ({**body, "lines": []}, {**body, "reason": " "}, {**body, "lines": [{**line, "quantity": "1"}]}):
        assert client.post(path, json=wrong, headers=buyer.headers).status_code == 422


def test_the_same_key_asks_once(client: TestClient, people: People) -> None:
    buyer = people.consumer
    body = {
        "parcel_id": buyer.sent_parcel_id,
        "lines": [{"order_line_id": buyer.sent_line_id, "quantity": 1}],
        "reason": "It melted too.",
    }
    headers = {**buyer.headers, "Idempotency-Key": "again"}
    path = f"/v1/orders/{buyer.order_id}/returns"
    first, second = (client.post(path, json=body, headers=headers) for _ in range(2))
    assert (first.status_code, second.json()["id"]) == (201, first.json()["id"])
    assert len(client.get(path, headers=buyer.headers).json()["data"]) == 2


def test_a_buyer_calls_off_what_has_not_been_sent(client: TestClient, people: People) -> None:
    buyer = people.consumer
    path = f"/v1/orders/{buyer.order_id}"
    cancelled = client.post(f"{path}/cancel", json={"reason": "twice"}, headers=buyer.headers).json()
    assert (len(cancelled["parcel_ids"]), cancelled["refund"]["kind"]) == (1, "cancellation")
    states = {parcel["state"] for parcel in client.get(path, headers=buyer.headers).json()["parcels"]}
    assert states == {"cancelled", "shipped"}
    again = client.post(f"{path}/cancel", json={}, headers=buyer.headers)
    assert (again.status_code, again.json()["code"]) == (409, "too_late_to_cancel")


def test_a_parcel_is_sent_and_arrives_before_its_money_may_leave(client: TestClient, people: People) -> None:
    producer, path = people.producer, f"/v1/parcels/{people.producer.parcel_id}"
    assert client.post(f"{path}/deliver", headers=producer.headers).status_code == 409
    assert client.post(f"{path}/ship", json={"tracking": "PE1"}, headers=producer.headers).status_code == 204
    assert client.post(f"{path}/deliver", headers=producer.headers).status_code == 204
    refused = client.post(f"{path}/cancel", json={"reason": "frost"}, headers=producer.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_parcel_step")
