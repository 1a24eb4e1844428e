"""Alerts over HTTP: operators see and resolve them, nobody else does."""

from starlette.testclient import TestClient

from kit.clock import utc_now
from market.requests.alerts import count_open_alerts, raise_alert
from models.enums import AlertKind
from tests.api.people import People


def test_an_operator_lists_and_resolves(client: TestClient, people: People) -> None:
    database, operator = people.shop.database, people.operator
    with database.transaction() as session:
        for number in range(3):
            raise_alert(session, AlertKind.REFUND_RETURNED, key=f"r:{number}", sentence="It came back.", now=utc_now())
    first = client.get("/v1/alerts?limit=2", headers=operator.headers).json()
    second = client.get(f"/v1/alerts?limit=2&cursor={first['next_cursor']}", headers=operator.headers).json()
    assert [len(page["data"]) for page in (first, second)] == [2, 1]
    id_ = first["data"][0]["id"]

    assert client.post(f"/v1/alerts/{id_}/resolve", json={"because": "x"}).status_code == 401
    denied = client.post(f"/v1/alerts/{id_}/resolve", json={"because": "x"}, headers=people.producer.headers)
    assert denied.status_code == 403
    empty = client.post(f"/v1/alerts/{id_}/resolve", json={"because": "  "}, headers=operator.headers)
    assert empty.status_code == 422
    with database.reading() as session:
        assert count_open_alerts(session) == 3

    done = client.post(f"/v1/alerts/{id_}/resolve", json={"because": "Called."}, headers=operator.headers)
    assert done.status_code == 200
    assert (done.json()["resolved_by"], done.json()["resolution"]) == (operator.person_id, "Called.")
    again = client.post(f"/v1/alerts/{id_}/resolve", json={"because": "Called."}, headers=operator.headers)
    assert (again.status_code, again.json()["code"]) == (409, "alert_already_resolved")
    left = client.get("/v1/alerts", headers=operator.headers).json()["data"]
    assert len(left) == 2 and id_ not in {alert["id"] for alert in left}
    everything = client.get("/v1/alerts?include_resolved=true", headers=operator.headers).json()["data"]
    assert len(everything) == 3
