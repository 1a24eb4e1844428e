"""Signing in by a code, without JavaScript: asked for on the sign-in page, typed on the next."""

import json

import httpx2
import pytest
from starlette.testclient import TestClient

from storefront.language import ENDONYMS
from tests.storefront.canned import CannedApi, problem

ASKED = {"status": "accepted", "code_token": "sol_cod_token", "expires_at": "2026-11-24T10:10:00Z"}


@pytest.fixture(autouse=True)
def answers(api: CannedApi) -> None:
    api.answers["POST /v1/sign-in-codes"] = ASKED


def ask(shop: TestClient, wanted: str = "") -> str:
    answer = shop.post("/sign-in/code", data={"email": "camille@example.org", "password": "", "next": wanted})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-code=sol_cod_token;")
    assert "HttpOnly" in cookie and "Max-Age=600" in cookie and "Secure" in cookie
    return answer.headers["location"]


def test_a_code_leads_to_where_one_wanted_to_go(shop: TestClient, api: CannedApi) -> None:
    assert ask(shop, "/orders") == "/sign-in/code?next=/orders"
    page = shop.get("/sign-in/code?next=/orders").text
    assert 'autocomplete="one-time-code"' in page and 'inputmode="numeric"' in page
    assert 'name="next" value="/orders"' in page
    answer = shop.post("/sign-in/code/check", data={"code": " 314 159 ", "next": "/orders"})
    assert answer.headers["location"] == "/orders?said=signed-in"
    cookies = " ".join(answer.headers.get_list("set-cookie"))
    assert "__Host-solifair=sol_ses_new;" in cookies and '__Host-code="";' in cookies
    (asked,) = api.asked("POST", "/v1/sessions")
    assert json.loads(asked.content) == {"mailed": {"code_token": "sol_cod_token", "code": "314159"}}


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "\\evil"])
def test_nobody_is_led_elsewhere(shop: TestClient, wanted: str) -> None:
    assert ask(shop, wanted) == "/sign-in/code"
    assert 'name="next" value=""' in shop.get("/sign-in/code", params={"next": wanted}).text
    answer = shop.post("/sign-in/code/check", data={"code": "314159", "next": wanted})
    assert "evil" not in answer.headers["location"]


def test_wrong_digits_may_be_typed_again(shop: TestClient, api: CannedApi) -> None:
    ask(shop)
    api.answers["POST /v1/sessions"] = problem(401, "sign_in_refused")
    answer = shop.post("/sign-in/code/check", data={"code": "000000"})
    assert answer.status_code == 401 and 'role="alert"' in answer.text
    assert 'action="/sign-in/code/check"' in answer.text
    assert "000000" not in answer.text


def test_too_many_are_told_to_wait(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/sign-in-codes"] = problem(429, "too_many_requests")
    answer = shop.post("/sign-in/code", data={"email": "camille@example.org"})
    assert answer.status_code == 429 and 'value="camille@example.org"' in answer.text
    assert "set-cookie" not in answer.headers


def test_without_a_code_that_was_asked_for_there_is_nothing_to_type(shop: TestClient) -> None:
    assert shop.get("/sign-in/code").headers["location"] == "/sign-in"
    assert shop.post("/sign-in/code/check", data={"code": "314159"}).headers["location"] == "/sign-in"


@pytest.mark.parametrize("language", ENDONYMS)
def test_the_page_is_there_in_every_language(shop: TestClient, language: str) -> None:
    ask(shop)
    page = shop.get("/sign-in/code", headers={"Accept-Language": language}).text
    assert f'<html lang="{language}">' in page


def test_a_password_is_chosen_and_never_shown(shop: TestClient, api: CannedApi) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_camille")
    api.answers["PUT /v1/me/password"] = httpx2.Response(204)
    answer = shop.post("/account/password", data={"new_password": "a long and private phrase"})
    assert answer.headers["location"] == "/account?said=password-chosen#notice"
    (asked,) = api.asked("PUT", "/v1/me/password")
    assert json.loads(asked.content) == {"password": "a long and private phrase"}
    api.answers["PUT /v1/me/password"] = problem(422, "weak_password")
    refused = shop.post("/account/password", data={"new_password": "password1"})
    assert refused.status_code == 422 and 'role="alert"' in refused.text
    assert "password1" not in refused.text


def test_who_chooses_a_language_gets_mails_in_it(shop: TestClient, api: CannedApi) -> None:
    shop.post("/language", data={"language": "fr", "next": "/"})
    assert api.asked("PATCH", "/v1/me") == [], "nobody is signed in"
    shop.cookies.set("__Host-solifair", "sol_ses_camille")
    answer = shop.post("/language", data={"language": "pt", "next": "/"})
    assert answer.status_code == 303, "although the API knows nothing of it here"
    (asked,) = api.asked("PATCH", "/v1/me")
    assert json.loads(asked.content) == {"locale": "pt"}
