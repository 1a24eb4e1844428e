"""What an organisation owes back, over HTTP: operators see it and give it up, nobody else does."""

from collections.abc import Iterator
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.clock import utc_now
from kit.money import Money
from market.ledger.accounts import FEE_INCOME, receivable
from market.ledger.entry import Entry, credit, debit
from market.ledger.post import post
from models.enums import JournalKind, PayoutPurpose
from tests.api.people import People, Somebody

GOODS, PREMIUM = PayoutPurpose.GOODS, PayoutPurpose.PREMIUM


@pytest.fixture
def owing(people: People) -> Iterator[People]:
    """The first producer owes back 5.00 of its goods and 0.30 of its premium."""
    producer_id, now = people.producer.organisation_id, utc_now()
    legs = (
        debit(receivable(GOODS, producer_id), Money(500, "EUR")),
        debit(receivable(PREMIUM, producer_id), Money(30, "EUR")),
        credit(FEE_INCOME, Money(530, "EUR")),
    )
    with people.shop.database.transaction() as session:
        post(session, Entry(JournalKind.CORRECTION, "owing", now, legs), now=now)
    yield people


def give_up(
    client: TestClient, people: People, by: Somebody | None = None, *, key: str | None = "one", **body: object
) -> Response:
    path = f"/v1/organisations/{body.pop('organisation_id', people.producer.organisation_id)}/write-offs"
    whole = {"purpose": "goods", "amount": 200, "currency": "EUR", "reason": "The co-operative was dissolved", **body}
    headers = {**(by or people.operator).headers, **({"Idempotency-Key": key} if key else {})}
    return client.post(path, json=whole, headers=headers)


def owed_back(client: TestClient, people: People, query: str = "") -> list[tuple[str, int]]:
    listed = client.get(f"/v1/receivables{query}", headers=people.operator.headers)
    assert listed.status_code == 200
    return [(one["purpose"], one["owed_back"]["amount"]) for one in listed.json()["data"]]


def test_the_same_key_gives_up_once(client: TestClient, owing: People) -> None:
    first, second = (give_up(client, owing) for _ in range(2))
    assert first.status_code == 201
    said = first.json()
    assert (said["amount"], said["owed_back"]) == (
        {"amount": 200, "currency": "EUR"},
        {"amount": 300, "currency": "EUR"},
    )
    assert (said["organisation_id"], said["reason"]) == (
        owing.producer.organisation_id,
        "The co-operative was dissolved",
    )
    assert second.json() == said
    assert owed_back(client, owing) == [("premium", 30), ("goods", 300)]
    with owing.shop.database.reading() as session:
        by = session.execute(text("select detail ->> 'by' from journal where id = :id"), {"id": said["id"]})
        assert by.scalar_one() == owing.operator.person_id
    assert give_up(client, owing, amount=300).json()["code"] == "idempotency_key_reused"
    assert give_up(client, owing, key=None).status_code == 400


def test_too_much_does_not_fit(client: TestClient, owing: People) -> None:
    too_much = give_up(client, owing, amount=501)
    assert (too_much.status_code, too_much.json()["code"]) == (409, "more_than_owed_back")
    assert too_much.json()["facts"] == {"owed_back_minor": 500}
    assert give_up(client, owing, purpose="premium", amount=31, key="two").status_code == 409
    assert give_up(client, owing, currency="USD", key="three").status_code == 409
    assert owed_back(client, owing) == [("premium", 30), ("goods", 500)]


@pytest.mark.parametrize(
    "body",
    [
        {"amount": 0},
        {"amount": -1},
        {"amount": 1.5},
        {"amount": "200"},
        {"reason": "  "},
        {"purpose": "tips"},
        {"currency": "eur"},
        {"and": "more"},
    ],
)
def test_what_is_no_write_off_is_refused(client: TestClient, owing: People, body: dict[str, Any]) -> None:
    assert give_up(client, owing, **body).status_code == 422
    assert owed_back(client, owing) == [("premium", 30), ("goods", 500)]


def test_nobody_but_an_operator_gives_up(client: TestClient, owing: People) -> None:
    for somebody in (owing.consumer, owing.producer, owing.other_producer, owing.verifier):
        assert give_up(client, owing, somebody).status_code == 403
        assert client.get("/v1/receivables", headers=somebody.headers).status_code == 403
    assert client.get("/v1/receivables").status_code == 401
    missing = give_up(client, owing, organisation_id="org_unknown", key="two")
    assert (missing.status_code, missing.json()["code"]) == (404, "no_such_organisation")
    assert owed_back(client, owing) == [("premium", 30), ("goods", 500)]


def test_the_list_goes_on_where_it_ended(client: TestClient, owing: People) -> None:
    headers = owing.operator.headers
    first = client.get("/v1/receivables?limit=1", headers=headers).json()
    assert first["has_more"] is True
    second = client.get(f"/v1/receivables?limit=1&cursor={first['next_cursor']}", headers=headers).json()
    assert (second["has_more"], second["next_cursor"]) == (False, None)
    assert [one["purpose"] for one in first["data"] + second["data"]] == ["premium", "goods"]
    assert {one["organisation_slug"] for one in first["data"] + second["data"]} == {"norandino"}
    assert client.get("/v1/receivables?cursor=abc", headers=headers).status_code == 400
    other = client.get("/v1/ledger/accounts?limit=1", headers=headers).json()["next_cursor"]
    assert client.get(f"/v1/receivables?cursor={other}", headers=headers).status_code == 400
