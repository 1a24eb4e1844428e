"""A producer's files: brought, explained, looked at, applied; without a script, in every language."""

import json
import re

import httpx2
import pytest
from starlette.testclient import TestClient

from storefront.import_words import IMPORT_FIELDS
from storefront.language import ENDONYMS
from tests.storefront.canned import CannedApi, page_of, problem

DESK = "/desk/org_montero"
IMPORTS = "/v1/organisations/org_montero/catalog-imports"
PLACE = f"{DESK}/imports/cim_one"
REPORT: dict[str, object] = {
    "id": "cim_one",
    "state": "checked",
    "format": "shopify",
    "currency": "EUR",
    "file_name": "autumn <b>.csv",
    "dry_run": True,
    "created_at": "2026-11-25T10:00:00Z",
    "rows_total": 4,
    "rows_done": 4,
    "products_done": 3,
    "created": 0,
    "updated": 1,
    "unchanged": 1,
    "refused": 1,
    "failure": None,
    "columns": [],
    "column_fields": {},
    "samples": [],
    "decimal_mark": ".",
}
ROW: dict[str, object] = {
    "row": 3,
    "handle": "soap",
    "name": "Soap",
    "outcome": "refused",
    "changes": [],
    "problems": [
        {
            "row": 4,
            "line": 5,
            "column": "Variant Price",
            "value": "<i>9,99",
            "code": "bad_price",
            "detail": "'9,99' is not an amount",
            "severity": "fault",
        }
    ],
}


@pytest.fixture(autouse=True)
def desk(shop: TestClient, api: CannedApi) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_rosa")
    api.answers["GET /v1/catalog-imports/cim_one"] = REPORT
    api.answers["GET /v1/catalog-imports/cim_one/rows"] = page_of(ROW)


def test_a_file_is_brought_and_its_report_is_next(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"POST {IMPORTS}"] = REPORT
    file = {"file": ("autumn.csv", b"x" * 11_000_000, "text/csv")}
    answer = shop.post(f"{DESK}/catalogue", files=file, data={"mode": "check", "decimal_mark": ","})
    assert (answer.status_code, answer.headers["location"]) == (303, PLACE)
    (asked,) = api.asked("POST", IMPORTS)
    body = asked.read()
    assert b'name="dry_run"\r\n\r\ntrue' in body and b'name="decimal_mark"\r\n\r\n,' in body
    assert len(body) > 11_000_000
    shop.post(f"{DESK}/catalogue", files={"file": ("a.csv", b"x")}, data={"mode": "apply"})
    assert b'name="dry_run"\r\n\r\nfalse' in api.asked("POST", IMPORTS)[1].read()


def test_no_file_a_bad_one_and_one_too_large_are_told(shop: TestClient, api: CannedApi) -> None:
    assert "Please choose a file." in shop.post(f"{DESK}/catalogue", data={"mode": "check"}).text
    api.answers[f"POST {IMPORTS}"] = problem(422, "import_file_refused", facts={"problem": "empty"})
    refused = shop.post(f"{DESK}/catalogue", files={"file": ("a.csv", b"x")})
    assert refused.status_code == 422 and "This file cannot be read as such a sheet." in refused.text
    large = shop.post(f"{DESK}/catalogue", headers={"content-length": str(60 * 1024 * 1024)}, content=b"")
    assert large.status_code == 413


def test_what_has_to_be_looked_at_comes_first(shop: TestClient, api: CannedApi) -> None:
    text = shop.get(PLACE).text
    assert api.asked("GET", "/v1/catalog-imports/cim_one/rows")[0].url.params["outcome"] == "refused"
    assert "autumn &lt;b&gt;.csv" in text and "&lt;i&gt;9,99" in text
    assert "This is no price such as 12.50." in text and 'lang="en">&#39;9,99&#39; is not' in text
    assert f'href="{PLACE}?outcome=updated"' in text and f'href="{PLACE}?outcome=created"' not in text
    assert f'href="{PLACE}/problems.csv"' in text and f'action="{PLACE}/apply#apply"' in text
    changed = {
        **ROW,
        "outcome": "updated",
        "problems": [],
        "changes": [
            {"variant": "250 g", "what": "price", "before": "999", "after": "1049"},
            {"variant": "", "what": "name", "before": "Soap", "after": "Soaps"},
            {"variant": "1 kg", "what": "variant", "before": "1 kg", "after": None},
        ],
    }
    api.answers["GET /v1/catalog-imports/cim_one/rows"] = {**page_of(changed), "has_more": True, "next_cursor": "c="}
    text = shop.get(f"{PLACE}?outcome=updated").text
    assert "<s>€9.99</s> → €10.49" in text and "<s>Soap</s> → Soaps" in text and "<s>1 kg</s> → nothing" in text
    assert f"{PLACE}?outcome=updated&amp;cursor=c%3D" in text


def test_what_was_checked_is_applied(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/catalog-imports/cim_one/apply"] = {**REPORT, "id": "cim_two", "state": "queued"}
    assert shop.post(f"{PLACE}/apply").headers["location"] == f"{DESK}/imports/cim_two"
    api.answers["POST /v1/catalog-imports/cim_one/apply"] = problem(409, "import_step_refused")
    refused = shop.post(f"{PLACE}/apply")
    assert refused.status_code == 409 and "This file has moved on meanwhile." in refused.text


def test_a_large_file_shows_how_far_it_is_and_can_be_stopped(shop: TestClient, api: CannedApi) -> None:
    moving = {**REPORT, "state": "running", "rows_total": 90_000, "rows_done": 1_500}
    api.answers["GET /v1/catalog-imports/cim_one"] = moving
    text = shop.get(PLACE).text
    assert "1,500 of 90,000 rows" in text and '<progress id="done" max="90000" value="1500">' in text
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in text
    assert "apply" not in text
    api.answers["POST /v1/catalog-imports/cim_one/cancel"] = {**REPORT, "state": "cancelled"}
    assert shop.post(f"{PLACE}/cancel").headers["location"] == f"{PLACE}?said=import-stopped#notice"
    assert '<meta http-equiv="refresh"' not in shop.get(f"{DESK}/catalogue").text


def test_columns_are_explained(shop: TestClient, api: CannedApi) -> None:
    unmapped = {
        **REPORT,
        "state": "unmapped",
        "columns": ["Libelle", "Tarif", ""],
        "column_fields": {"Libelle": "name"},
        "samples": [["Miel", "4,50", ""], ["Café", "9,90", "x"]],
    }
    api.answers["GET /v1/catalog-imports/cim_one"] = unmapped
    text = shop.get(PLACE).text
    assert text.count('<option value="name" selected>') == 1
    assert all(f'<option value="{field}"' in text for field in IMPORT_FIELDS)
    assert "<bdi>Miel</bdi> · <bdi>Café</bdi>" in text and "Column 3" in text
    api.answers["PUT /v1/catalog-imports/cim_one/columns"] = REPORT
    form = {"column-0": "name", "column-1": "price", "column-2": "", "decimal_mark": ","}
    assert shop.post(f"{PLACE}/columns", data=form).headers["location"] == PLACE
    (asked,) = api.asked("PUT", "/v1/catalog-imports/cim_one/columns")
    assert json.loads(asked.content) == {"columns": {"Libelle": "name", "Tarif": "price"}, "decimal_mark": ","}
    api.answers["PUT /v1/catalog-imports/cim_one/columns"] = problem(422, "mapping_refused")
    refused = shop.post(f"{PLACE}/columns", data={**form, "column-1": "name"})
    assert "The name and the price are needed" in refused.text
    assert refused.text.count('<option value="name" selected>') == 2, "nothing chosen is lost"
    assert '<option value="," selected>' in refused.text


def test_the_remarks_are_passed_on_as_a_file(shop: TestClient, api: CannedApi) -> None:
    headers = {"content-type": "text/csv", "content-disposition": 'attachment; filename="problems.csv"'}
    api.answers["GET /v1/catalog-imports/cim_one/problems.csv"] = httpx2.Response(200, content=b"a,b", headers=headers)
    answer = shop.get(f"{PLACE}/problems.csv")
    assert (answer.content, answer.headers["content-disposition"]) == (b"a,b", headers["content-disposition"])


@pytest.mark.parametrize("language", ENDONYMS)
@pytest.mark.parametrize(
    "change",
    [{}, {"state": "running"}, {"state": "unmapped", "columns": ["A"], "samples": [["1"]]}, {"dry_run": False}],
    ids=str,
)
def test_the_page_is_there_in_every_language(
    shop: TestClient, api: CannedApi, language: str, change: dict[str, object]
) -> None:
    failure = {"problem": "malformed", "detail": "near line 7"} if change.get("dry_run") is False else None
    api.answers["GET /v1/catalog-imports/cim_one"] = {**REPORT, **change, "failure": failure}
    answer = shop.get(PLACE, headers={"Accept-Language": language})
    assert answer.status_code == 200 and f'<html lang="{language}">' in answer.text
    ids = re.findall(r' id="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))


def test_an_import_of_others_is_not_there(shop: TestClient, api: CannedApi) -> None:
    assert shop.get(f"{DESK}/imports/cim_other").status_code == 404
    assert shop.post(f"{DESK}/imports/../apply").status_code in {404, 405}
