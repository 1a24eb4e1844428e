"""Accounts: what a stranger can learn, what a token opens, when it stops."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.clock import utc_now
from market.accounts.invite_by_link import invite_by_link
from tests.api.people import People
from tests.shop import Shop

NEW = {"email": "New.Person@Example.org", "full_name": "New Person", "password": "a long and private phrase"}


def sign_in(client: TestClient, **body: str):
    return client.post("/v1/sessions", json=body)


def test_sign_up_sign_in_and_out(client: TestClient) -> None:
    assert client.post("/v1/accounts", json=NEW).status_code == 202
    signed_in = sign_in(client, email="new.person@example.org", password=NEW["password"])
    assert signed_in.status_code == 201
    headers = {"Authorization": f"Bearer {signed_in.json()['token']}"}
    assert client.get("/v1/me", headers=headers).json()["roles"] == ["consumer"]
    assert client.delete("/v1/sessions/current", headers=headers).status_code == 204
    assert client.get("/v1/me", headers=headers).status_code == 401


def test_nobody_learns_which_addresses_are_known(client: TestClient) -> None:
    first, second = (client.post("/v1/accounts", json=NEW) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    wrong = sign_in(client, email="new.person@example.org", password="not the phrase")
    unknown = sign_in(client, email="nobody@example.org", password="not the phrase")
    same = ("status", "code", "title", "type")
    assert [wrong.json()[name] for name in same] == [unknown.json()[name] for name in same]
    assert wrong.status_code == 401


def test_signing_up_again_does_not_change_the_password(client: TestClient) -> None:
    client.post("/v1/accounts", json=NEW)
    client.post("/v1/accounts", json={**NEW, "password": "the attacker's own phrase"})
    assert sign_in(client, email=NEW["email"], password="the attacker's own phrase").status_code == 401
    assert sign_in(client, email=NEW["email"], password=NEW["password"]).status_code == 201


@pytest.mark.parametrize("password", ["short", "password", "x" * 129])
def test_passwords_that_anybody_would_guess_are_refused(client: TestClient, password: str) -> None:
    assert client.post("/v1/accounts", json={**NEW, "password": password}).status_code == 422


def test_a_link_signs_in_as_often_as_it_says_and_no_more(client: TestClient, people: People, shop: Shop) -> None:
    with shop.database.transaction() as session:
        secret = invite_by_link(
            session, person_id=people.consumer.person_id, lasts=timedelta(hours=1), uses=1, now=utc_now()
        )
    assert sign_in(client, link_token=secret).status_code == 201
    assert sign_in(client, link_token=secret).status_code == 401


def test_a_link_that_is_too_old_opens_nothing(client: TestClient, people: People, shop: Shop) -> None:
    with shop.database.transaction() as session:
        past = utc_now() - timedelta(hours=2)
        secret = invite_by_link(
            session, person_id=people.consumer.person_id, lasts=timedelta(hours=1), uses=1, now=past
        )
    assert sign_in(client, link_token=secret).status_code == 401


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer null", "Bearer sol_ses_x", "Basic abc", "Bearer " + "x" * 500, "Bearer é"],
)
def test_a_token_that_is_none_is_refused_not_ignored(client: TestClient, header: str) -> None:
    answer = client.get("/v1/products", headers=[(b"Authorization", header.encode())])
    assert answer.status_code == 401


def test_a_role_that_was_taken_away_is_gone_with_the_next_request(
    client: TestClient, people: People, shop: Shop
) -> None:
    path = f"/v1/organisations/{people.producer.organisation_id}/parcels"
    assert client.get(path, headers=people.producer.headers).status_code == 200
    with shop.database.transaction() as session:
        session.execute(text("update membership set ended_at = now()"))
    assert client.get(path, headers=people.producer.headers).status_code == 403


def test_a_disabled_person_is_out_with_the_next_request(client: TestClient, people: People, shop: Shop) -> None:
    with shop.database.transaction() as session:
        session.execute(text("update person set disabled_at = now()"))
    assert client.get("/v1/me", headers=people.consumer.headers).status_code == 401


def test_a_key_does_only_what_its_scopes_say_and_never_what_an_operator_may(client: TestClient, people: People) -> None:
    body = {"label": "books", "scopes": ["order:read", "ledger:read"], "expires_in_days": 3}
    issued = client.post("/v1/api-keys", json=body, headers=people.operator.headers).json()
    headers = {"Authorization": f"Bearer {issued['secret']}"}
    assert client.get("/v1/orders", headers=headers).status_code == 200
    assert client.get("/v1/me", headers=headers).json()["code"] == "scope_missing"
    assert client.get("/v1/ledger/accounts", headers=headers).json()["code"] == "role_not_allowed"
    assert client.delete(f"/v1/api-keys/{issued['key']['id']}", headers=people.operator.headers).status_code == 204
    assert client.get("/v1/orders", headers=headers).status_code == 401


def test_secrets_are_not_in_the_database(client: TestClient, people: People, shop: Shop) -> None:
    client.post("/v1/carts", json={"country": "FR"})
    with shop.database.reading() as session:
        tables = [row[0] for row in session.execute(text("select tablename from pg_tables where schemaname='public'"))]
        for table in tables:
            dump = session.execute(text(f"select coalesce(string_agg(t::text, ' '), '') from {table} t")).scalar_one()
            assert "sol_ses_" not in dump and "sol_cart_" not in dump and "sol_key_" not in dump, table


@pytest.mark.usefixtures("in_one_minute")
def test_too_many_tries_are_stopped_and_told_when_to_come_back(client: TestClient) -> None:
    answers = [sign_in(client, email="somebody@example.org", password="a wrong phrase") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
