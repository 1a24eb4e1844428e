"""Commission invoices over HTTP and from the shell."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from cli import statement
from kit.clock import utc_now
from kit.database import Database
from kit.errors import DomainError
from kit.ids import new_id
from market.payouts.invoices.rules import Month
from models.enums import PartKind
from tests.payouts.books import Books, Sold
from tests.payouts.desk import Asker, api_client, sign_in
from tests.payouts.shell import call, set_environment

NOW = "2026-12-15"


@pytest.fixture
def books(clean_database: Database) -> Books:
    books = Books.open(clean_database)
    books.sell([Sold(books.producer_id, {PartKind.PRODUCER: 1000, PartKind.MARKET_FEE: 80})])
    # The API asks the true clock: let what was sold in November have been sold long ago.
    with books.database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        session.execute(text("update journal set effective_at = effective_at - interval '1 year'"))
    return books


@pytest.fixture
def client(books: Books, fresh_database_url: str) -> Iterator[TestClient]:
    with api_client(fresh_database_url, books.database) as client:
        yield client


@pytest.fixture
def member(books: Books) -> Asker:
    with books.database.transaction() as session:
        return sign_in(session, "rosa", organisation_id=books.producer_id)


def test_a_member_lists_and_fetches_invoices(books: Books, client: TestClient, member: Asker) -> None:
    path = f"/v1/organisations/{books.producer_id}/commission-invoices"
    listed = client.get(path, headers=member.headers).json()["data"]
    assert listed[-1] == {"month": "2025-11", "number": "norandino-2025-11"}
    assert listed[0]["month"] < str(Month.of(utc_now().date()))
    made = client.get(f"{path}/2025-11", headers=member.headers)
    assert made.json()["currencies"][0]["net_total"] == 80
    assert made.headers["Content-Type"] == "application/json"
    assert made.headers["Content-Disposition"] == ('attachment; filename="solifair-commission-norandino-2025-11.json"')
    page = client.get(f"{path}/2025-11", params={"format": "pdf", "lang": "es"}, headers=member.headers)
    assert page.content.startswith(b"%PDF-") and page.headers["Content-Type"] == "application/pdf"
    assert page.headers["Solifair-Content-SHA256"] == made.headers["Solifair-Content-SHA256"]


@pytest.mark.parametrize(
    ("month", "status", "code"),
    [("2025-10", 404, "no_such_invoice"), ("2025-13", 422, "bad_invoice_month"), ("9999-01", 409, "month_not_over")],
)
def test_other_months_have_none(
    books: Books, client: TestClient, member: Asker, month: str, status: int, code: str
) -> None:
    path = f"/v1/organisations/{books.producer_id}/commission-invoices/{month}"
    answer = client.get(path, headers=member.headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_invoices_of_others_answer_like_those_of_nobody(books: Books, client: TestClient, member: Asker) -> None:
    for organisation_id in (books.world.kuapa_id, new_id("org")):
        for end in ("", "/2025-11"):
            path = f"/v1/organisations/{organisation_id}/commission-invoices{end}"
            answer = client.get(path, headers=member.headers)
            assert (answer.status_code, answer.json()["code"]) == (404, "no_such_organisation")


def test_the_shell_writes_an_invoice(
    books: Books, fresh_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    set_environment(monkeypatch, fresh_database_url)
    out = tmp_path / "invoice"
    asked = ("invoice", "--organisation", "norandino", "--month", "2025-11", "--now", NOW, "--out", str(out))
    for written_as, head in (("json", b'{"currencies":['), ("pdf", b"%PDF-")):
        ran = call(statement.app, *asked, "--format", written_as)
        assert ran.exit_code == 0, ran.output
        assert ran.output.startswith("norandino-2025-11, SHA-256 ")
        assert out.read_bytes().startswith(head)
    refused = call(statement.app, *asked[:4], "2026-12", *asked[5:])
    assert isinstance(refused.exception, DomainError) and refused.exception.code == "month_not_over"
