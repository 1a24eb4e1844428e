"""Imports over HTTP: small ones at once, large ones by a worker, and only one's own."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from gateways.files import FilesInMemory
from kit.clock import utc_now
from market.catalog.importing.import_chunk import ImportTerms
from market.catalog.importing.run_import import run_import
from tests.catalog.importing.market import products, sheet
from tests.catalog.test_api import Shop, shop_in

TERMS = ImportTerms("EUR", "FR")
UNKNOWN = b"Libelle;Tarif TTC;Reste\nMiel;4.50;12\nCafe;9.90;3\n"


@pytest.fixture
def shop(fresh_database_url: str, tmp_path: Path) -> Iterator[Shop]:
    yield from shop_in(fresh_database_url, tmp_path)


def upload(shop: Shop, data: bytes, **form: str | list[str]):
    return shop.http.post(
        f"/v1/organisations/{shop.ids['producer']}/catalog-imports",
        files={"file": ("my products.csv", data, "text/csv")},
        data=form,
        headers=shop.producer,
    )


def act(shop: Shop, method: str, path: str, **options):
    return shop.http.request(method, f"/v1/catalog-imports/{path}", headers=shop.producer, **options)


def large(count: int = 1200) -> bytes:
    """More than is done while its producer waits."""
    return sheet([f"{row},{'x' * 450}" for row in products(count)], header=sheet([]).decode().strip() + ",Notes")


def work(shop: Shop, import_id: str, **options):
    app = cast(FastAPI, shop.http.app)
    files = app.state.tools.files
    assert isinstance(files, FilesInMemory)
    return run_import(shop.database, files, import_id=import_id, terms=TERMS, now=utc_now(), **options)


def count(shop: Shop, sql: str) -> int:
    with shop.database.reading() as session:
        return session.execute(text(sql)).scalar_one()


def test_what_was_checked_is_applied_without_another_upload(shop: Shop) -> None:
    seen = upload(shop, sheet(products(3)), dry_run="true").json()
    assert (seen["state"], seen["created"], seen["rows_done"]) == ("checked", 3, 3)
    done = act(shop, "POST", f"{seen['id']}/apply")
    assert (done.status_code, done.json()["state"], done.json()["created"]) == (201, "applied", 3)
    assert done.json()["id"] != seen["id"]
    again = act(shop, "POST", f"{done.json()['id']}/apply")
    assert (again.status_code, again.json()["code"]) == (409, "import_step_refused")
    assert act(shop, "POST", f"{done.json()['id']}/cancel").json()["code"] == "import_step_refused"


def test_a_wish_that_is_misspelt_is_refused(shop: Shop) -> None:
    refused = upload(shop, sheet(products(2)), **{"dry-run": "true"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/body/dry-run")
    assert count(shop, "select count(*) from catalog_import") == 0


def test_a_large_file_is_a_job(shop: Shop) -> None:
    started = upload(shop, large())
    assert (started.status_code, started.json()["state"], started.json()["rows"]) == (201, "queued", [])
    import_id = started.json()["id"]
    asked = "select count(*) from outbox where task = 'run_import' and sent_at is null"
    assert count(shop, asked) == 1
    assert work(shop, import_id, chunks=2) == "queued"
    half = act(shop, "GET", import_id).json()
    assert (half["state"], half["rows_done"], half["rows_total"], half["created"]) == ("queued", 1000, 1200, 1000)
    assert len(half["rows"]) == 100
    assert work(shop, import_id) == "applied"
    done = act(shop, "GET", import_id).json()
    assert (done["state"], done["created"], done["rows_done"]) == ("applied", 1200, 1200)
    assert work(shop, import_id) is None


def test_one_file_of_a_producer_follows_the_other(shop: Shop) -> None:
    first = upload(shop, large()).json()["id"]
    second = upload(shop, sheet(products(1))).json()
    assert second["state"] == "queued", "a small one waits behind a large one"
    assert work(shop, second["id"]) is None
    assert work(shop, first) == "applied"
    waiting = "select count(*) from outbox where task = 'run_import' and arguments ->> 'import_id' = :id"
    with shop.database.reading() as session:
        assert session.execute(text(waiting), {"id": second["id"]}).scalar_one() == 1
    assert work(shop, second["id"]) == "applied"


def test_what_is_called_off_goes_no_further(shop: Shop) -> None:
    import_id = upload(shop, large()).json()["id"]
    assert work(shop, import_id, chunks=1) == "queued"
    stopped = act(shop, "POST", f"{import_id}/cancel")
    assert (stopped.status_code, stopped.json()["state"], stopped.json()["created"]) == (200, "cancelled", 500)
    assert work(shop, import_id) is None
    assert count(shop, "select count(*) from product where handle ~ '^p[0-9]+$'") == 500


def test_a_sheet_waits_until_its_columns_are_explained_once(shop: Shop) -> None:
    waits = upload(shop, UNKNOWN, dry_run="true").json()
    assert waits["state"] == "unmapped"
    assert waits["columns"] == ["Libelle", "Tarif TTC", "Reste"]
    assert waits["samples"][0] == ["Miel", "4.50", "12"]
    said = {"columns": {"Libelle": "name", "Tarif TTC": "price", "Reste": "on_hand"}}
    seen = act(shop, "PUT", f"{waits['id']}/columns", json=said)
    assert (seen.status_code, seen.json()["state"], seen.json()["created"]) == (200, "checked", 2)
    assert act(shop, "PUT", f"{waits['id']}/columns", json=said).json()["code"] == "import_step_refused"
    known = upload(shop, UNKNOWN).json()
    assert (known["state"], known["created"]) == ("applied", 2)
    assert upload(shop, UNKNOWN.replace(b"Reste", b"Rest"), dry_run="true").json()["state"] == "unmapped"


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"Libelle": "name"}, "field_missing"),
        ({"Libelle": "name", "Tarif TTC": "price", "Nowhere": "sku"}, "unknown_column"),
        ({"Libelle": "name", "Tarif TTC": "colour"}, "unknown_field"),
        ({"Libelle": "price", "Tarif TTC": "price"}, "field_twice"),
    ],
)
def test_columns_that_cannot_be_so_are_refused(shop: Shop, columns: dict[str, str], problem: str) -> None:
    waits = upload(shop, UNKNOWN).json()
    refused = act(shop, "PUT", f"{waits['id']}/columns", json={"columns": columns})
    assert (refused.status_code, refused.json()["code"]) == (422, "mapping_refused")
    assert refused.json()["facts"]["problem"] == problem
    assert act(shop, "GET", waits["id"]).json()["state"] == "unmapped"


def test_columns_come_with_the_file_too(shop: Shop) -> None:
    told = upload(shop, UNKNOWN, columns='{"Libelle": "name", "Tarif TTC": "price"}', dry_run="true")
    assert told.json()["state"] == "checked"
    for nonsense in ("[]", "{", '{"Libelle": 1}', '{"Libelle": "name\\u0000"}'):
        assert upload(shop, UNKNOWN, columns=nonsense).json()["code"] == "mapping_refused"
    assert upload(shop, UNKNOWN, decimal_mark=";").status_code == 422


def test_prices_and_counts_alone(shop: Shop) -> None:
    rows = ["cafe-piura,X,true,Size,250 g,NEW,1,7,15.00", "cafe-piura,,,,500 g,,1,8,28.00"]
    done = upload(shop, sheet(rows), only=["price", "stock"]).json()
    assert (done["state"], done["updated"], done["created"], done["only"]) == ("applied", 1, 0, ["price", "stock"])
    assert [(each["variant"], each["what"], each["before"], each["after"]) for each in done["rows"][0]["changes"]] == [
        ("250 g", "price", "1494", "1500"),
        ("250 g", "stock", "5", "7"),
        ("500 g", "price", "2790", "2800"),
        ("500 g", "stock", "5", "8"),
    ]
    assert count(shop, "select count(*) from product where name = 'Café de Piura'") == 1
    assert count(shop, "select count(*) from variant where sku = 'NEW'") == 0
    counts = upload(shop, sheet(["cafe-piura,X,true,Size,250 g,,1,9,99.00"]), only=["stock"]).json()
    assert [each["what"] for each in counts["rows"][0]["changes"]] == ["stock"]
    assert count(shop, "select count(*) from variant where archived_at is not null") == 0
    new = ["nobody,New,true,Size,250 g,,280,5,9.99", "cafe-piura,X,true,Size,9 kg,,280,5,9.99"]
    refused = upload(shop, sheet(new), only=["price"]).json()
    codes = [
        problem["code"] for row in refused["rows"] for problem in row["problems"] if problem["severity"] == "fault"
    ]
    assert (refused["refused"], codes) == (2, ["product_not_there", "variant_not_there"])


def test_what_is_wrong_is_told_by_cell_page_by_page_and_as_a_sheet(shop: Shop) -> None:
    bad = [f"bad{n},=cmd()|' /C calc'!A0,true,Size,1 kg,,heavy,1,=1+{n}" for n in range(3)]
    done = upload(shop, sheet([*products(2), *bad])).json()
    refused = act(shop, "GET", f"{done['id']}/rows", params={"outcome": "refused", "limit": 2}).json()
    assert [row["handle"] for row in refused["data"]] == ["bad0", "bad1"]
    rest = {"outcome": "refused", "cursor": refused["next_cursor"]}
    assert [row["handle"] for row in act(shop, "GET", f"{done['id']}/rows", params=rest).json()["data"]] == ["bad2"]
    crossed = act(shop, "GET", f"{done['id']}/rows", params={"cursor": refused["next_cursor"]})
    assert crossed.json()["code"] == "bad_cursor"
    walked, cursor = [], None
    while True:
        asked = {"severity": "fault", "limit": 2, **({"cursor": cursor} if cursor else {})}
        page = act(shop, "GET", f"{done['id']}/problems", params=asked).json()
        walked += [(one["handle"], one["row"], one["column"]) for one in page["data"]]
        cursor = page["next_cursor"]
        if not page["has_more"]:
            break
    assert ("bad0", 4, "Variant Price") in walked and len(walked) == len(set(walked)) == 6
    written = act(shop, "GET", f"{done['id']}/problems.csv")
    assert written.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in written.headers["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(written.content.decode("utf-8-sig"))))
    assert {line["code"] for line in lines if line["severity"] == "fault"} == {"bad_price", "bad_weight"}
    assert {line["value"] for line in lines if line["code"] == "bad_price"} == {"'=1+0", "'=1+1", "'=1+2"}
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for line in lines for cell in line.values())


def test_a_file_that_breaks_off_is_refused_and_leaves_nothing(shop: Shop) -> None:
    broken = sheet(products(20)) + b'p21,"never closed,true\n'
    answer = upload(shop, broken)
    assert (answer.status_code, answer.json()["code"]) == (422, "import_file_refused")
    assert count(shop, "select count(*) from product where handle ~ '^p[0-9]+$'") == 0
    import_id = upload(shop, large() + b'p21,"never closed,true\n').json()["id"]
    assert work(shop, import_id) == "failed"
    failed = act(shop, "GET", import_id).json()
    assert failed["failure"]["problem"] == "quote_not_closed"
    assert count(shop, "select count(*) from product where handle ~ '^p[0-9]+$'") == 0


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("GET", "/rows", None),
        ("GET", "/problems", None),
        ("GET", "/problems.csv", None),
        ("POST", "/apply", None),
        ("POST", "/cancel", None),
        ("PUT", "/columns", {"columns": {"Libelle": "name", "Tarif TTC": "price"}}),
    ],
)
def test_imports_of_others_are_not_there(shop: Shop, method: str, path: str, body: object) -> None:
    with shop.database.transaction() as session:
        session.execute(
            text(
                """insert into catalog_import (id, producer_id, file_name, file_sha256, format, state)
                select 'cim_01kb3v6c2ve6r8x7q4p1zt9m5n', id, 'x', '', 'sheet', 'unmapped'
                from organisation where slug = 'kuapa'"""
            )
        )
    for import_id in ("cim_01kb3v6c2ve6r8x7q4p1zt9m5n", "cim_01kb3v6c2ve6r8x7q4p1zt9m5m", "nothing"):
        answer = act(shop, method, import_id + path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_import")
    anonymous = shop.http.request(method, f"/v1/catalog-imports/cim_01kb3v6c2ve6r8x7q4p1zt9m5n{path}", json=body)
    assert anonymous.status_code == 401
    assert count(shop, "select count(*) from catalog_import where state <> 'unmapped'") == 0
