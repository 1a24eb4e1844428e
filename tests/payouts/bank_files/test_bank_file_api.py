"""The list for the bank over HTTP: for operators, as a file with its digest."""

import base64
import hashlib
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kit.database import Database
from models.enums import PartKind
from tests.payouts.books import Books, Sold
from tests.payouts.desk import Asker, api_client, sign_in

DEBTOR = {
    "bank_debtor_name": "Solifair",
    "bank_debtor_iban": "FR1420041010050500013M02606",
    "bank_debtor_bic": "BNPAFRPP",
}


@pytest.fixture
def books(clean_database: Database) -> Books:
    books = Books.open(clean_database)
    books.sell([Sold(books.producer_id, {PartKind.PRODUCER: 10000})])
    return books


@pytest.fixture
def client(books: Books, fresh_database_url: str) -> Iterator[TestClient]:
    with api_client(fresh_database_url, books.database, None, **DEBTOR) as client:
        yield client


@pytest.fixture
def operator(books: Books) -> Asker:
    with books.database.transaction() as session:
        return sign_in(session, "ops", is_operator=True)


def test_an_operator_fetches_the_list_of_a_run(books: Books, client: TestClient, operator: Asker) -> None:
    run = books.run()
    payout = books.claim(run, books.account(books.producer_id), 1000)
    path = f"/v1/payout-runs/{run}/bank-file"
    answer = client.get(path, params={"currency": "EUR"}, headers=operator.headers)
    assert answer.status_code == 200, answer.text
    assert payout[4:] in answer.text
    assert answer.headers["Content-Type"] == "application/xml"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="solifair-payouts-2026-W48-1-EUR.xml"'
    digest = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    assert answer.headers["Cache-Control"] == "private, no-store"
    table = client.get(path, params={"currency": "EUR", "format": "csv"}, headers=operator.headers)
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert payout in table.text


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"currency": "USD"}, 409, "nothing_to_transfer"),
        ({"currency": "XXX"}, 422, "unknown_currency"),
        ({"currency": "eur"}, 422, "invalid_request"),
        ({"currency": "EUR", "format": "pdf"}, 422, "invalid_request"),
        ({}, 422, "invalid_request"),
    ],
)
def test_what_is_no_list_is_refused(
    books: Books, client: TestClient, operator: Asker, params: dict[str, str], status: int, code: str
) -> None:
    answer = client.get(f"/v1/payout-runs/{books.run()}/bank-file", params=params, headers=operator.headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_list_is_nobody_elses(books: Books, client: TestClient) -> None:
    with books.database.transaction() as session:
        steward = sign_in(session, "rosa", organisation_id=books.producer_id)
    path = f"/v1/payout-runs/{books.run()}/bank-file?currency=EUR"
    assert client.get(path).status_code == 401
    assert client.get(path, headers=steward.headers).status_code == 403
