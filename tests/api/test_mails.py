"""Mails over HTTP: operators see whether they left, people read their own, a demonstration shows all."""

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.clock import utc_now
from market.mails.send_mail import MailTerms, send_mail
from tests.api.people import People

WORDS = {"text", "html"}


@pytest.fixture
def receipts(people: People) -> dict[str, str]:
    """The receipt of each person who bought, by the person's id; all of them written and kept."""
    database = people.shop.database
    with database.reading() as session:
        rows = session.execute(text("select id, person_id from mail where kind = 'receipt' order by id")).all()
    for row in rows:
        terms = MailTerms("https://shop.example", keeps_secrets=False)
        assert send_mail(database, None, mail_id=row.id, terms=terms, now=utc_now()) == "kept"
    return {row.person_id: row.id for row in rows}


def test_an_operator_sees_all_and_reads_none(client: TestClient, people: People, receipts: dict[str, str]) -> None:
    headers = people.operator.headers
    found = client.get("/v1/mails?state=kept", headers=headers).json()["data"]
    assert {one["id"] for one in found} == set(receipts.values())
    assert all(not WORDS & one.keys() and one["subject"] for one in found)
    assert client.get("/v1/mails?state=sent", headers=headers).json()["data"] == []
    assert client.get("/v1/mails?state=lost", headers=headers).status_code == 422
    one = receipts[people.consumer.person_id]
    assert client.get(f"/v1/mails/{one}", headers=headers).json()["state"] == "kept"
    for denied in (people.consumer, people.producer, people.verifier):
        assert client.get(f"/v1/mails/{one}", headers=denied.headers).status_code == 403
        assert client.post(f"/v1/mails/{one}/retry", headers=denied.headers).status_code == 403
    assert client.get("/v1/mails/mail_00000000000000000000000000", headers=headers).json()["code"] == "no_such_mail"
    retried = client.post(f"/v1/mails/{one}/retry", headers=headers)
    assert (retried.status_code, retried.json()["state"]) == (200, "waiting")
    again = client.post(f"/v1/mails/{one}/retry", headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "mail_is_not_to_be_retried")


def test_ones_own_are_ones_own(client: TestClient, people: People, receipts: dict[str, str]) -> None:
    mine, theirs = (receipts[one.person_id] for one in (people.consumer, people.other_consumer))
    found = client.get("/v1/me/mails", headers=people.consumer.headers).json()["data"]
    assert [one["id"] for one in found if one["kind"] == "receipt"] == [mine]
    whole = client.get(f"/v1/me/mails/{mine}", headers=people.consumer.headers).json()
    assert whole["text"].startswith("Hello") and whole["html"].startswith("<!doctype html>")
    foreign = client.get(f"/v1/me/mails/{theirs}", headers=people.consumer.headers)
    missing = client.get("/v1/me/mails/mail_00000000000000000000000000", headers=people.consumer.headers)
    assert (foreign.status_code, foreign.json()["code"]) == (missing.status_code, missing.json()["code"])
    assert foreign.status_code == 404
    assert client.get(f"/v1/me/mails/{mine}").status_code == 401


def test_a_code_is_not_read_through_the_account(client: TestClient, people: People, receipts: dict[str, str]) -> None:
    """Else a key that may read mails could sign in."""
    mine = receipts[people.consumer.person_id]
    with people.shop.database.transaction() as session:
        session.execute(text("update mail set kind = 'sign_in_code' where id = :id"), {"id": mine})
    headers = people.consumer.headers
    assert client.get(f"/v1/me/mails/{mine}", headers=headers).status_code == 404
    assert mine not in {one["id"] for one in client.get("/v1/me/mails", headers=headers).json()["data"]}


def test_a_demonstration_shows_all(client: TestClient, people: People, receipts: dict[str, str]) -> None:
    found = client.get("/v1/mailbox").json()["data"]
    assert set(receipts.values()) <= {one["id"] for one in found}
    one = receipts[people.consumer.person_id]
    assert client.get(f"/v1/mailbox/{one}").json()["text"].startswith("Hello")
    assert client.get("/v1/mailbox/mail_00000000000000000000000000").status_code == 404
