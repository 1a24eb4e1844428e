"""Passkeys on the pages: what the script is given, what the forms send, and what is there without it."""

import json
from dataclasses import replace

import httpx2
import pytest
from starlette.testclient import TestClient

from storefront.app import create_storefront
from storefront.settings import Settings
from tests.storefront.canned import CannedApi, problem

OPTIONS = {"challenge": "AAAA", "rpId": "shop.test"}
ASKED = {"challenge_token": "sol_pkc_token", "expires_at": "2026-11-24T10:05:00Z", "public_key": OPTIONS}
_TOLD = {"id": "AAAA", "rawId": "AAAA", "type": "public-key"}
CREATED = {**_TOLD, "response": {"clientDataJSON": "AAAA", "attestationObject": "AAAA"}}
_SIGNED = {"clientDataJSON": "AAAA", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "AAAA"}
USED = {**_TOLD, "response": _SIGNED}


@pytest.fixture(autouse=True)
def answers(api: CannedApi) -> None:
    api.answers["POST /v1/passkey-challenges"] = ASKED
    api.answers["POST /v1/me/passkey-challenges"] = ASKED
    api.answers["POST /v1/me/passkeys"] = {"id": "psk_one"}
    api.answers["DELETE /v1/me/passkeys/psk_one"] = httpx2.Response(204)


def ask(shop: TestClient, path: str) -> None:
    answer = shop.post(path)
    assert answer.json() == OPTIONS, "the token is for no script"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-passkey=sol_pkc_token;")
    assert "HttpOnly" in cookie and "Max-Age=300" in cookie and "Secure" in cookie


def sign_in(shop: TestClient) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_camille")


def test_a_passkey_leads_to_where_one_wanted_to_go(shop: TestClient, api: CannedApi) -> None:
    page = shop.get("/sign-in?next=/orders").text
    assert '<script src="/static/passkey.js" defer>' in page and 'data-origin="https://shop.test"' in page
    ask(shop, "/sign-in/passkey/challenge")
    answer = shop.post("/sign-in/passkey", data={"credential": json.dumps(USED), "next": "/orders"})
    assert answer.headers["location"] == "/orders?said=signed-in"
    cookies = " ".join(answer.headers.get_list("set-cookie"))
    assert "__Host-solifair=sol_ses_new;" in cookies and '__Host-passkey="";' in cookies
    (asked,) = api.asked("POST", "/v1/sessions")
    assert json.loads(asked.content) == {"passkey": {"challenge_token": "sol_pkc_token", "credential": USED}}


@pytest.mark.parametrize("told", ["", "null", "[[[", '{"id": "\\ud800"}', '{"id": 1e999}', "[" * 5_000])
def test_what_no_device_answers_reaches_nobody(shop: TestClient, api: CannedApi, told: str) -> None:
    ask(shop, "/sign-in/passkey/challenge")
    answer = shop.post("/sign-in/passkey", data={"credential": told})
    assert answer.status_code == 401 and 'role="alert"' in answer.text
    assert api.asked("POST", "/v1/sessions") == []
    sign_in(shop)
    assert shop.post("/account/passkeys", data={"credential": told, "name": "Mine"}).status_code == 422
    assert api.asked("POST", "/v1/me/passkeys") == []


def test_a_passkey_that_opens_nothing_is_told_so(shop: TestClient, api: CannedApi) -> None:
    ask(shop, "/sign-in/passkey/challenge")
    api.answers["POST /v1/sessions"] = problem(401, "sign_in_refused")
    answer = shop.post("/sign-in/passkey", data={"credential": json.dumps(USED)})
    assert answer.status_code == 401 and "That passkey opens no account here" in answer.text


def test_the_script_is_told_why_not(shop: TestClient, api: CannedApi) -> None:
    sign_in(shop)
    api.answers["POST /v1/me/passkey-challenges"] = problem(403, "fresh_sign_in_needed")
    answer = shop.post("/account/passkeys/challenge")
    assert answer.status_code == 403 and answer.text.startswith("For this we ask for a sign-in")
    assert answer.headers["content-type"].startswith("text/plain") and "set-cookie" not in answer.headers


def test_one_is_added_and_removed(shop: TestClient, api: CannedApi) -> None:
    sign_in(shop)
    assert "Lost phone" in shop.get("/account").text
    ask(shop, "/account/passkeys/challenge")
    added = shop.post("/account/passkeys", data={"credential": json.dumps(CREATED), "name": " Mine "})
    assert added.headers["location"] == "/account?said=passkey-added#notice"
    (asked,) = api.asked("POST", "/v1/me/passkeys")
    assert json.loads(asked.content) == {
        "challenge_token": "sol_pkc_token",
        "name": "Mine",
        "credential": CREATED,
    }
    removed = shop.post("/account/passkeys/remove", data={"passkey": "psk_one"})
    assert removed.headers["location"] == "/account?said=passkey-removed#notice"
    assert len(api.asked("DELETE", "/v1/me/passkeys/psk_one")) == 1


def test_what_is_refused_keeps_its_name(shop: TestClient, api: CannedApi) -> None:
    sign_in(shop)
    ask(shop, "/account/passkeys/challenge")
    api.answers["POST /v1/me/passkeys"] = problem(409, "passkey_known")
    refused = shop.post("/account/passkeys", data={"credential": json.dumps(CREATED), "name": "Mine"})
    assert refused.status_code == 409 and "This passkey is there already." in refused.text
    assert 'value="Mine"' in refused.text


def test_a_shop_without_a_name_offers_none(settings: Settings, api: CannedApi) -> None:
    numbered = replace(settings, storefront_url="http://127.0.0.1:8100")
    with TestClient(create_storefront(numbered, httpx2.MockTransport(api)), base_url="http://127.0.0.1:8100") as shop:
        assert "passkey" not in shop.get("/sign-in").text
        shop.cookies.set("solifair", "sol_ses_camille")
        page = shop.get("/account").text
    assert "They belong to a name, and this shop is reached by a number." in page
    assert "passkey.js" not in page and "data-passkey" not in page


@pytest.mark.parametrize(
    ("address", "origin"),
    [("https://Shop.Example:443", "https://shop.example"), ("http://localhost:8100", "http://localhost:8100")],
)
def test_where_passkeys_may_be_asked_for(settings: Settings, address: str, origin: str) -> None:
    assert replace(settings, storefront_url=address).passkey_origin == origin
