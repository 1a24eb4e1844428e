"""Forms of a real statement over HTTP."""

import csv
import io
import json
from decimal import Decimal

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.ids import hash_secret
from market.impact.build_statement import build_statement
from market.impact.forms.language import LANGUAGES
from market.impact.request_statement import About, request_statement
from models.enums import StatementSubject
from tests.impact.conftest import LATER, SIGNING, Month
from tests.impact.facts.following import follow

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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_reading_has_the_documents_figures_in_words_of_the_reader(
    client: TestClient, month: Month, lang: str
) -> None:
    statement = month.statement()
    told = client.get(f"/v1/statements/{statement.id}/reading?lang={lang}").json()
    document = json.loads(statement.document or "")
    assert [(one["id"], one["value"]) for one in told["figures"]] == [
        (one["id"], one["value"]) for one in document["figures"]
    ]
    assert len(told["limits"]) == len(document["limits"])
    (split,) = [one for one in document["figures"] if one["id"] == "M3"]
    assert sum(Decimal(part["value"]) for part in told["split"]) == Decimal(split["value"])
    english = client.get(f"/v1/statements/{statement.id}/reading?lang=en").json()
    assert lang == "en" or told["figures"][0]["evidence_label"] != english["figures"][0]["evidence_label"]


def test_the_series_add_up_to_the_document(client: TestClient, month: Month) -> None:
    month.pay_out()
    follow(month.database)
    statement = month.statement()
    series = client.get(f"/v1/statements/{statement.id}/series?lang=fr").json()
    assert series["months"] == ["2026-11-01"]
    sent = sum(sum(one["amounts"]) for one in series["incomes"])
    assert sent == sum(one["amount"]["amount"] for one in series["flows"] if one["target"] == "sent")
    paid = sum(one["amount"]["amount"] for one in series["flows"] if one["source"] == "buyers")
    (turnover,) = [one for one in json.loads(statement.document or "")["figures"] if one["id"] == "M2"]
    assert Decimal(paid) / 100 == Decimal(turnover["value"])


def test_series_wait_until_the_facts_are_there(client: TestClient, month: Month) -> None:
    statement = month.statement()
    with month.database.transaction() as session:
        session.execute(text("update impact_watermark set entry = 0"))
    answer = client.get(f"/v1/statements/{statement.id}/series")
    assert (answer.status_code, answer.json()["code"]) == (409, "series_not_ready")
    assert client.get("/v1/statements/imp_none/series").status_code == 404
    assert client.get("/v1/statements/imp_none/reading").status_code == 404


@pytest.mark.parametrize("ending", ["document.pdf", "document.csv", "document.jsonld", "reading", "series"])
def test_an_orders_statement_is_read_by_whose_it_is_alone(client: TestClient, month: Month, ending: str) -> None:
    placed = month.shop.place({month.shop.coffee: 1})
    assert month.shop.settle(placed.order_id) == "paid"
    secret = f"the secret of {placed.order_id}"
    with month.database.transaction() as session:
        session.execute(
            text("update customer_order set secret_hash = :hash where id = :id"),
            {"hash": hash_secret(secret), "id": placed.order_id},
        )
        about = About(StatementSubject.ORDER, order_id=placed.order_id)
        asked = request_statement(
            session, about, period_start=None, period_end=None, currency="EUR", requested_by=None, now=LATER
        )
    statement = build_statement(month.database, asked.id, signing=SIGNING, now=LATER)
    assert statement.document is not None, statement.failure
    path = f"/v1/statements/{statement.id}/{ending}"
    for headers in ({}, {"Order-Secret": "another"}):
        refused = client.get(path, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (404, "no_such_statement")
    own = client.get(path, headers={"Order-Secret": secret})
    assert own.status_code == 200
    assert "public" not in own.headers["cache-control"]
