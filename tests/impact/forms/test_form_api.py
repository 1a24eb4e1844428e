"""Forms of a real statement over HTTP."""

import csv
import io
import json

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from market.impact.forms.language import LANGUAGES
from tests.impact.conftest import Month

MEDIA = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "jsonld": "application/ld+json"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", MEDIA)
def test_every_form_is_there_in_every_language(client: TestClient, month: Month, form: str, lang: str) -> None:
    statement = month.statement(month.shop.world.norandino_id)
    answer = client.get(f"/v1/statements/{statement.id}/document.{form}?lang={lang}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, MEDIA[form])
    assert f".{lang}.{form}" in answer.headers["content-disposition"]
    assert "norandino" in answer.headers["content-disposition"]


def test_the_figures_are_those_of_the_document(client: TestClient, month: Month) -> None:
    statement = month.statement()
    document = json.loads(statement.document or "")
    table = client.get(f"/v1/statements/{statement.id}/document.csv", headers={"Accept-Language": "es"}).text
    told = {row["figure"]: row for row in csv.DictReader(io.StringIO(table, newline="")) if row["kind"] == "figure"}
    assert {one["id"]: one["value"] or "" for one in document["figures"]} == {
        figure: row["value"] for figure, row in told.items()
    }
    (last,) = [row for row in csv.DictReader(io.StringIO(table, newline="")) if row["kind"] == "hash"]
    assert statement.sha256 is not None and last["value"] == statement.sha256.hex()


def test_what_is_not_there_has_no_form(client: TestClient, month: Month) -> None:
    statement = month.statement()
    assert client.get("/v1/statements/imp_none/document.pdf").json()["code"] == "no_such_statement"
    assert client.get("/v1/statements/%00/document.pdf").status_code in {400, 404, 422}
    assert client.get(f"/v1/statements/{statement.id}/document.docx").status_code == 422
    assert (
        client.get(f"/v1/statements/{statement.id}/document.pdf?lang=tlh")
        .headers["content-disposition"]
        .endswith('.en.pdf"')
    )


def test_a_statement_that_waits_has_no_form_yet(client: TestClient, month: Month) -> None:
    statement = month.statement()
    with month.database.transaction() as session:
        session.execute(
            text("update impact_statement set state = 'queued', document = null, sha256 = null where id = :id"),
            {"id": statement.id},
        )
    assert client.get(f"/v1/statements/{statement.id}/document.pdf").status_code == 404
