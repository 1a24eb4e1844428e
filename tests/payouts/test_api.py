"""Money over HTTP: operators run payouts, producers read their own, and nobody else's."""

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.clock import IsoWeek, utc_now
from market.payouts.statements.build_statement import build_statement
from models.enums import PayoutRail
from tests.api.conftest import client, gathered, shop, template, tools
from tests.api.conftest import people as everybody
from tests.api.people import People
from tests.payouts.conftest import add_account

__all__ = ["client", "everybody", "gathered", "shop", "template", "tools"]

WEEK = str(IsoWeek.of(utc_now()))


@pytest.fixture
def people(everybody: People) -> People:
    """A paid order whose money is due since yesterday, and an account for each producer."""
    shop = everybody.shop
    add_account(shop.database, shop.world.norandino_id, PayoutRail.STRIPE_CONNECT, "acct_norandino")
    add_account(shop.database, shop.world.kuapa_id, PayoutRail.MANUAL_BANK, None)
    with shop.database.transaction() as session:
        session.execute(text("update payable_item set eligible_at = now() - interval '1 day'"))
        session.execute(text("update payment set available_at = now() - interval '1 day' where available_at > now()"))
    return everybody


def count(people: People, table: str) -> object:
    with people.shop.database.reading() as session:
        return session.execute(text(f"select count(*) from {table}")).scalar_one()


def test_an_operator_runs_a_week_once_however_often_asked(client: TestClient, people: People) -> None:
    headers = people.operator.headers
    first = client.post("/v1/payout-runs", json={"period": WEEK}, headers=headers | {"Idempotency-Key": "k1"})
    assert first.status_code == 201
    made = first.json()
    assert len(made["payouts"]) == 4
    assert made["held_back"] == []
    replayed = client.post("/v1/payout-runs", json={"period": WEEK}, headers=headers | {"Idempotency-Key": "k1"})
    assert replayed.json() == made
    other_key = client.post("/v1/payout-runs", json={"period": WEEK}, headers=headers | {"Idempotency-Key": "k2"})
    assert other_key.json()["new_run_id"] is None
    assert count(people, "payout") == 4
    detail = client.get(f"/v1/payout-runs/{made['new_run_id']}", headers=headers)
    assert detail.json()["items"] == made["payouts"]
    listed = client.get("/v1/payout-runs?limit=1", headers=headers).json()
    assert [one["id"] for one in listed["data"]] == [made["new_run_id"]]
    assert listed["has_more"] is False


@pytest.mark.parametrize("period", ["2026-W54", "2026-48", "last week", "2026-W48\x00", 48, None, ["2026-W48"]])
def test_a_period_that_is_no_week_is_refused(client: TestClient, people: People, period: object) -> None:
    headers = people.operator.headers | {"Idempotency-Key": "k1"}
    assert client.post("/v1/payout-runs", json={"period": period}, headers=headers).status_code == 422
    assert count(people, "payout_run") == 0


def test_a_run_needs_a_key_and_an_operator(client: TestClient, people: People) -> None:
    body = {"period": WEEK}
    assert client.post("/v1/payout-runs", json=body, headers=people.operator.headers).status_code == 400
    for somebody in (people.producer, people.verifier, people.consumer):
        headers = somebody.headers | {"Idempotency-Key": "k1"}
        assert client.post("/v1/payout-runs", json=body, headers=headers).status_code == 403
        assert client.get("/v1/ledger/accounts", headers=somebody.headers).status_code == 403
    assert client.post("/v1/payout-runs", json=body, headers={"Idempotency-Key": "k1"}).status_code == 401
    assert count(people, "payout_run") == 0
    assert client.get("/v1/payout-runs/run_none", headers=people.operator.headers).status_code == 404


def test_a_producer_sees_money_before_and_after_the_run(client: TestClient, people: People) -> None:
    path = f"/v1/organisations/{people.producer.organisation_id}"
    before = client.get(f"{path}/money", headers=people.producer.headers).json()
    # Everybody bought two of the coffee whose premium is 0.44.
    assert before["payable"]["premium"] == {"amount": 7 * 2 * 44, "currency": "EUR"}
    assert before["next_payout"]["route"] == "stripe_connect"
    assert before["next_payout"]["why_not"] is None
    assert before["next_payout"]["sentence"].startswith("On ")
    assert (before["held"]["amount"], before["owed_back"]["amount"], before["refused_by_bank"]) == (0, 0, None)
    client.post("/v1/payout-runs", json={"period": WEEK}, headers=people.operator.headers | {"Idempotency-Key": "k"})
    after = client.get(f"{path}/money", headers=people.producer.headers).json()
    assert after["next_payout"] is None
    assert after["in_transit"]["amount"] == before["payable"]["goods"]["amount"] + 7 * 2 * 44
    first = client.get(f"{path}/payouts?limit=1", headers=people.producer.headers).json()
    second = client.get(
        f"{path}/payouts", params={"limit": 1, "cursor": first["next_cursor"]}, headers=people.producer.headers
    ).json()
    assert {first["data"][0]["purpose"], second["data"][0]["purpose"]} == {"goods", "premium"}
    assert second["has_more"] is False


def test_a_producer_reads_their_own_statements_only(client: TestClient, people: People) -> None:
    with people.shop.database.transaction() as session:
        statement = build_statement(
            session, organisation_id=people.producer.organisation_id, period=IsoWeek.parse(WEEK), now=utc_now()
        )
    own = f"/v1/organisations/{people.producer.organisation_id}/statements"
    listed = client.get(own, headers=people.producer.headers).json()["data"]
    assert [(one["id"], one["sha256"]) for one in listed] == [(statement.id, statement.sha256.hex())]
    assert client.get(f"{own}/{statement.id}", headers=people.producer.headers).json()["document"] == statement.document
    foreign = f"/v1/organisations/{people.other_producer.organisation_id}/statements/{statement.id}"
    missing = f"/v1/organisations/{people.other_producer.organisation_id}/statements/pst_none"
    answers = [client.get(path, headers=people.other_producer.headers) for path in (foreign, missing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert client.get(f"{own}/{statement.id}", headers=people.other_producer.headers).status_code == 404


def test_an_operator_pages_the_accounts_and_sees_no_violation(client: TestClient, people: People) -> None:
    headers = people.operator.headers
    seen, cursor = [], None
    while True:
        params = {"limit": "3"} | ({"cursor": cursor} if cursor else {})
        page = client.get("/v1/ledger/accounts", params=params, headers=headers).json()
        seen += page["data"]
        cursor = page["next_cursor"]
        if not page["has_more"]:
            break
    codes = [account["code"] for account in seen]
    assert codes == sorted(set(codes))
    assert sum(account["balance"]["amount"] for account in seen) == 0
    with people.shop.database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        session.execute(text("update stock set reserved = reserved + 1"))
    found = client.get("/v1/ledger/violations", headers=headers).json()["data"]
    assert "stock_reserved_is_not_held" in [violation["name"] for violation in found]


def test_a_cursor_of_another_list_is_refused(client: TestClient, people: People) -> None:
    cursor = client.get("/v1/ledger/accounts?limit=1", headers=people.operator.headers).json()["next_cursor"]
    answer = client.get("/v1/payout-runs", params={"cursor": cursor}, headers=people.operator.headers)
    assert answer.status_code == 400
