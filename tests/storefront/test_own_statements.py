"""Asking for statements of one's own without a script: of a year, of an order, of an organisation."""

import json
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.storefront import told
from tests.storefront.canned import CannedApi, page_of, problem

LINE: dict[str, Any] = {
    "id": "imp_own",
    "subject": "shopper",
    "organisation": None,
    "order_id": None,
    "period_start": "2026-01-01",
    "period_end": "2026-11-28",
    "state": "queued",
    "step": None,
}
OF_ORDER = {**LINE, "subject": "order", "order_id": "ord_one"}
AT_ORDER = "/orders/ord_one/statement"


def sign_in(shop: TestClient) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_rosa")


def sent(api: CannedApi, path: str = "/v1/statements") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(api.asked("POST", path)[0].content)
    return found


def test_a_year_is_asked_for_and_watched_and_called_off(shop: TestClient, api: CannedApi) -> None:
    sign_in(shop)
    api.answers["GET /v1/statements/own"] = page_of({**LINE, "state": "ready"}, {**OF_ORDER, "id": "imp_two"})
    api.answers["POST /v1/statements"] = LINE
    api.answers["GET /v1/statements/imp_own"] = {**LINE, "state": "building", "step": "add_up", "document": None}
    text = shop.get("/impact/own").text
    assert 'href="/impact/imp_own"' in text and 'href="/orders/ord_one/statement/imp_two"' in text

    year = text.split("<option selected>")[1][:4]
    answer = shop.post("/impact/own", data={"year": year, "key": "once"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/impact/imp_own")
    assert sent(api)["subject"] == "shopper" and sent(api)["period_start"] == f"{year}-01-01"
    assert api.asked("POST", "/v1/statements")[0].headers["idempotency-key"] == "once"

    waiting = shop.get("/impact/imp_own").text
    assert '<noscript><meta http-equiv="refresh"' in waiting
    assert "Step 2 of 4. adding up" in waiting and '<progress id="steps" value="2"' in waiting
    api.answers["POST /v1/statements/imp_own/cancel"] = {**LINE, "state": "cancelled"}
    answer = shop.post("/impact/imp_own/cancel")
    assert (answer.status_code, answer.headers["location"]) == (303, "/impact/imp_own")
    api.answers["POST /v1/statements/imp_own/cancel"] = problem(409, "statement_finished")
    answer = shop.post("/impact/imp_own/cancel")
    assert answer.status_code == 409 and "The statement is finished already." in answer.text


@pytest.mark.parametrize("year", ["", "1999", "9999", "٢٠٢٦", "2026-01"])
def test_other_years_are_not_asked_for(shop: TestClient, api: CannedApi, year: str) -> None:
    sign_in(shop)
    api.answers["GET /v1/statements/own"] = page_of()
    answer = shop.post("/impact/own", data={"year": year})
    assert answer.status_code == 422 and "Please choose a year." in answer.text
    assert api.asked("POST", "/v1/statements") == []


def test_who_is_not_signed_in_is_asked_to(shop: TestClient, api: CannedApi) -> None:
    assert shop.get("/impact/own").headers["location"] == "/sign-in?next=/impact/own"


def test_a_guest_reads_their_orders_statement_with_its_secret(shop: TestClient, api: CannedApi) -> None:
    shop.cookies.set("__Host-orders", "ord_one.ors_secret")
    api.answers["POST /v1/statements"] = OF_ORDER
    assert f'action="{AT_ORDER}"' in shop.get("/orders/ord_one").text
    answer = shop.post(AT_ORDER)
    assert answer.headers["location"] == f"{AT_ORDER}/imp_own"
    assert sent(api) == {"subject": "order", "order_id": "ord_one"}

    for path, found in (
        ("", {**told.STATEMENT, **OF_ORDER, "state": "ready"}),
        ("/reading", told.READING),
        ("/series", told.SERIES),
        ("/document", told.STATEMENT["document"]),
        ("/inputs", httpx2.Response(200, content=b"{}\n", headers={"Content-Type": "application/jsonl"})),
    ):
        api.answers[f"GET /v1/statements/imp_own{path}"] = found
    page = shop.get(f"{AT_ORDER}/imp_own")
    assert page.headers["cache-control"] == "private, no-store"
    assert f'href="{AT_ORDER}/imp_own/document.pdf"' in page.text and 'href="/orders/ord_one"' in page.text
    assert "/v1/statements/imp_own" not in page.text, "nobody else can open the address of the API"
    assert shop.get(f"{AT_ORDER}/imp_own/signed").status_code == 200
    assert shop.get(f"{AT_ORDER}/imp_own/facts.jsonl").content == b"{}\n"
    asked = [one for one in api.requests if one.url.path.startswith("/v1/statements/imp_own")]
    assert {one.headers.get("order-secret") for one in asked} == {"ors_secret"}
    assert len(asked) == 5


def test_a_page_that_waited_is_opened_anew_once_it_is_ready(shop: TestClient, api: CannedApi) -> None:
    answer = shop.get("/impact/imp_one", headers={"HX-Request": "true"})
    assert (answer.headers["hx-refresh"], answer.text) == ("true", "")


def test_a_desk_asks_for_whole_days(shop: TestClient, api: CannedApi) -> None:
    sign_in(shop)
    api.answers["POST /v1/statements"] = {**LINE, "subject": "producer"}
    text = shop.get("/desk/org_montero/impact").text
    assert 'name="from"' in text
    assert api.asked("GET", "/v1/statements")[0].url.params["organisation"] == "org_montero"
    answer = shop.post("/desk/org_montero/impact", data={"from": "2026-07-01", "to": "2026-09-30"})
    assert answer.headers["location"] == "/impact/imp_own"
    assert sent(api) == {
        "subject": "producer",
        "organisation_id": "org_montero",
        "period_start": "2026-07-01",
        "period_end": "2026-10-01",
    }
    api.answers["POST /v1/statements"] = problem(422, "statement_period_cannot_be")
    answer = shop.post("/desk/org_montero/impact", data={"from": "2026-09-30", "to": "2026-07-01"})
    assert answer.status_code == 422 and 'value="2026-09-30"' in answer.text
    assert "A statement covers whole days" in answer.text
    for wrong in ("", "9999-12-31", "soon"):
        answer = shop.post("/desk/org_montero/impact", data={"from": "2026-07-01", "to": wrong})
        assert answer.status_code == 422 and "Please choose the first and the last day." in answer.text
    assert shop.get("/desk/org_other/impact").status_code == 404
