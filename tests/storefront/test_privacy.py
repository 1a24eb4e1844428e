"""What a person owns: told, taken along and ended on pages."""

import json

import pytest
from starlette.testclient import TestClient

from storefront.language import ENDONYMS
from tests.storefront.canned import CannedApi, problem


@pytest.fixture
def signed_in(shop: TestClient) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_camille")


@pytest.mark.parametrize("language", ENDONYMS)
@pytest.mark.parametrize("path", ["/privacy", "/status", "/account/erasure"])
def test_a_page_is_there_in_every_language(
    shop: TestClient, api: CannedApi, signed_in: None, path: str, language: str
) -> None:
    api.answers["GET /healthz"] = {"status": "ok"}
    answer = shop.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text


def test_whether_the_shop_is_open(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /healthz"] = {"status": "ok"}
    assert "Yes: the shop takes orders." in shop.get("/status").text
    api.answers["GET /healthz"] = problem(503, "unavailable")
    closed = shop.get("/status")
    assert (closed.status_code, closed.headers["cache-control"]) == (200, "no-store")
    assert "Not at this moment" in closed.text


def test_everything_comes_as_a_file(shop: TestClient, api: CannedApi, signed_in: None) -> None:
    api.answers["GET /v1/me/export"] = {"person": [{"email": "camille@example.org"}]}
    assert json.loads(shop.get("/account/export").text)["person"][0]["email"] == "camille@example.org"


@pytest.mark.parametrize("path", ["/account/export", "/account/erasure"])
def test_who_is_not_signed_in_signs_in_first(shop: TestClient, path: str) -> None:
    answer = shop.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"].startswith("/sign-in?next=")) == (303, True)


def test_an_erased_account_is_signed_out(shop: TestClient, api: CannedApi, signed_in: None) -> None:
    api.answers["POST /v1/me/erasure"] = {"erased_at": "2026-11-24T09:00:00Z", "orders_kept": 1}
    answer = shop.post("/account/erasure", data={"sure": "yes"}, follow_redirects=False)
    assert answer.status_code == 303
    assert '__Host-solifair=""' in answer.headers["set-cookie"]


def test_nothing_is_erased_without_the_tick(shop: TestClient, api: CannedApi, signed_in: None) -> None:
    answer = shop.post("/account/erasure", data={}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/erasure")


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (409, "orders_still_open", "goods or money are still under way"),
        (409, "last_in_organisation", "Let somebody else in first"),
        (403, "fresh_sign_in_needed", "/sign-in?next=/account/erasure"),
    ],
    ids=["orders", "organisation", "sign-in"],
)
def test_a_refusal_says_why(
    shop: TestClient, api: CannedApi, signed_in: None, status: int, code: str, words: str
) -> None:
    api.answers["POST /v1/me/erasure"] = problem(status, code)
    answer = shop.post("/account/erasure", data={"sure": "yes"})
    assert answer.status_code == status
    assert words in answer.text
