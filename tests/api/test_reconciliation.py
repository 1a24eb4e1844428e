"""A day's reconciliation over HTTP: read-only, for operators."""

from starlette.testclient import TestClient

from kit.clock import utc_now
from tests.api.people import People


def test_a_day_is_compared_without_asking_stripe(client: TestClient, people: People) -> None:
    today = str(utc_now().date())
    people.shop.stripe.fail_before.append(AssertionError("Stripe was asked"))
    answer = client.get(f"/v1/reconciliations/{today}", headers=people.operator.headers)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["day"], body["is_well"], body["movements"]) == (today, False, [])
    # The order in this market is paid and nothing was imported yet.
    assert {difference["name"] for difference in body["differences"]} >= {"totals_differ"}
    assert all(line["stripe"]["amount"] == 0 for line in body["totals"])


def test_a_day_that_is_none_is_refused(client: TestClient, people: People) -> None:
    for day in ("yesterday", "2199-01-01", "2026-13-01", "20261124"):
        answer = client.get(f"/v1/reconciliations/{day}", headers=people.operator.headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "not_a_day"), day
