"""Statements over HTTP and from the shell."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from cli import statement
from kit.database import Database
from kit.errors import DomainError
from kit.ids import new_id
from models.enums import MemberRole, PartKind
from tests.payouts.books import Books, Sold
from tests.payouts.desk import Asker, api_client, sign_in
from tests.payouts.shell import call, set_environment

DAYS = {"from": "2026-11-01", "to": "2026-12-01"}


@pytest.fixture
def books(clean_database: Database) -> Books:
    books = Books.open(clean_database)
    books.sell([Sold(books.producer_id, {PartKind.PRODUCER: 1000, PartKind.MARKET_FEE: 80})])
    return books


@pytest.fixture
def client(books: Books, fresh_database_url: str) -> Iterator[TestClient]:
    with api_client(fresh_database_url, books.database) as client:
        yield client


@pytest.fixture
def member(books: Books) -> Asker:
    with books.database.transaction() as session:
        return sign_in(session, "rosa", organisation_id=books.producer_id, role=MemberRole.MEMBER)


@pytest.mark.parametrize(
    ("written_as", "media_type", "head"),
    [
        ("json", "application/json", b'{"records":['),
        ("ndjson", "application/x-ndjson", b'{"amounts":'),
        ("csv", "text/csv; charset=utf-8", b"record,"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("pdf", "application/pdf", b"%PDF-"),
    ],
)
def test_a_member_fetches_the_account_of_any_days(
    books: Books, client: TestClient, member: Asker, written_as: str, media_type: str, head: bytes
) -> None:
    path = f"/v1/organisations/{books.producer_id}/account"
    answer = client.get(path, params=DAYS | {"format": written_as, "lang": "fr"}, headers=member.headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == media_type
    name = f"solifair-account-norandino-2026-11-01-2026-12-01.{written_as}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.content.startswith(head) and len(answer.content) == int(answer.headers["Content-Length"])
    if written_as in {"json", "ndjson", "csv"}:
        assert answer.headers["Solifair-Content-SHA256"] in answer.text


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"from": "2026-11-01", "to": "2026-11-01"}, "bad_statement_period"),
        ({"from": "2026-11-01", "to": "2037-01-01"}, "bad_statement_period"),
        ({"from": "2026-11-01"}, "invalid_request"),
        ({"from": "2026-11-31", "to": "2026-12-01"}, "invalid_request"),
        (DAYS | {"format": "docx"}, "invalid_request"),
    ],
)
def test_days_that_are_none_are_refused(
    books: Books, client: TestClient, member: Asker, params: dict[str, str], code: str
) -> None:
    answer = client.get(f"/v1/organisations/{books.producer_id}/account", params=params, headers=member.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_an_account_of_others_answers_like_one_of_nobody(books: Books, client: TestClient, member: Asker) -> None:
    for organisation_id in (books.world.kuapa_id, new_id("org")):
        answer = client.get(f"/v1/organisations/{organisation_id}/account", params=DAYS, headers=member.headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_organisation")


def test_an_account_that_differs_from_the_books_is_a_problem_and_not_half_a_file(
    books: Books, client: TestClient, member: Asker
) -> None:
    spoil(books)
    answer = client.get(f"/v1/organisations/{books.producer_id}/account", params=DAYS, headers=member.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "account_differs_from_ledger")


def test_the_shell_writes_the_same_file(
    books: Books, client: TestClient, member: Asker, fresh_database_url: str, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    set_environment(monkeypatch, fresh_database_url)
    out = tmp_path / "account.json"
    ran = call(statement.app, "export", "--organisation", "norandino", "--from", "2026-11-01", "--to", "2026-12-01",
               "--format", "json", "--out", str(out))  # fmt: skip
    assert ran.exit_code == 0, ran.output
    path = f"/v1/organisations/{books.producer_id}/account"
    assert out.read_bytes() == client.get(path, params=DAYS, headers=member.headers).content
    assert json.loads(out.read_text())["sha256"] in ran.output
    assert list(tmp_path.iterdir()) == [out]


def test_the_shell_leaves_no_half_file_and_keeps_the_one_before(
    books: Books, fresh_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    set_environment(monkeypatch, fresh_database_url)
    out = tmp_path / "account.csv"
    out.write_text("the one before")
    spoil(books)
    ran = call(statement.app, "export", "--organisation", "norandino", "--from", "2026-11-01", "--to", "2026-12-01",
               "--format", "csv", "--out", str(out))  # fmt: skip
    assert isinstance(ran.exception, DomainError) and ran.exception.code == "account_differs_from_ledger"
    assert out.read_text() == "the one before"
    assert list(tmp_path.iterdir()) == [out]


def spoil(books: Books) -> None:
    with books.database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        session.execute(text("update ledger_account set balance_minor = balance_minor - 1 where owner_id is not null"))
