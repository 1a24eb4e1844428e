"""What is let in: our own forms, and nobody else's; what is kept in the browser, and how."""

from dataclasses import replace

import httpx2
import pytest
from starlette.testclient import TestClient

from storefront.app import create_storefront
from storefront.pages import local_path
from storefront.settings import Settings, WrongSettings, read_settings
from tests.storefront.canned import CannedApi, problem

FORM = {"variant": "var_small", "quantity": "1", "mode": "add"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://shop.test"},
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_form_of_another_site_changes_nothing(shop: TestClient, api: CannedApi, headers: dict[str, str]) -> None:
    del shop.headers["Sec-Fetch-Site"]
    answer = shop.post("/cart/lines", data=FORM, headers=headers)
    assert answer.status_code == 403
    assert api.requests == []
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "https://shop.test"}])
def test_our_own_form_is_let_in(shop: TestClient, headers: dict[str, str]) -> None:
    del shop.headers["Sec-Fetch-Site"]
    assert shop.post("/cart/lines", data=FORM, headers=headers).status_code == 303


def test_a_sign_in_link_opens_nothing_until_its_button_is_pressed(settings: Settings, api: CannedApi) -> None:
    app = create_storefront(replace(settings, is_demo=False), httpx2.MockTransport(api))
    own = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(app, base_url="https://shop.test", headers=own, follow_redirects=False) as browser:
        assert browser.get("/sign-in/link?token=lnk_abc").status_code == 200
        assert api.asked("POST", "/v1/sessions") == []
        answer = browser.post("/sign-in/link", data={"token": "lnk_abc"})
    assert answer.headers["location"] == "/desk/org_montero?said=signed-in"
    assert api.asked("POST", "/v1/sessions")[0].content == b'{"link_token":"lnk_abc"}'


def test_in_a_demonstration_one_click_is_enough(shop: TestClient) -> None:
    answer = shop.get("/sign-in/link?token=lnk_abc")
    assert answer.headers["location"] == "/desk/org_montero?said=signed-in"
    assert answer.headers["set-cookie"].startswith("__Host-solifair=sol_ses_new;")


def test_the_session_cookie_is_out_of_reach(shop: TestClient) -> None:
    answer = shop.post("/sign-in", data={"email": "rosa@example.org", "password": "a long phrase", "next": "/orders"})
    assert answer.headers["location"] == "/orders?said=signed-in"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-solifair=sol_ses_new;")
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie


def test_a_refused_sign_in_keeps_the_address_and_not_the_password(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/sessions"] = problem(401, "sign_in_refused")
    answer = shop.post("/sign-in", data={"email": "rosa@example.org", "password": "wrong phrase"})
    assert answer.status_code == 401
    assert "rosa@example.org" in answer.text
    assert "wrong phrase" not in answer.text
    assert "do not belong together" in answer.text


def test_signing_out_ends_the_session_at_the_api_too(shop: TestClient, api: CannedApi) -> None:
    api.answers["DELETE /v1/sessions/current"] = {}
    shop.cookies.set("__Host-solifair", "sol_ses_rosa")
    answer = shop.post("/sign-out")
    assert answer.headers["clear-site-data"] == '"storage"', "forms kept on this device are nobody else's"
    assert answer.status_code == 303
    assert api.asked("DELETE", "/v1/sessions/current")[0].headers["authorization"] == "Bearer sol_ses_rosa"
    assert '__Host-solifair=""' in answer.headers["set-cookie"]


def test_a_session_that_is_over_leads_to_the_sign_in_page(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/me"] = problem(401, "unauthenticated")
    shop.cookies.set("__Host-solifair", "sol_ses_old")
    answer = shop.get("/desk/org_montero")
    assert answer.headers["location"] == "/sign-in?next=/desk/org_montero"
    assert '__Host-solifair=""' in answer.headers["set-cookie"]


@pytest.mark.parametrize("organisation", ["org_foreign", "..%2Fme"])
def test_somebody_elses_desk_is_not_there(shop: TestClient, organisation: str) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_rosa")
    assert shop.get(f"/desk/{organisation}").status_code == 404


def test_the_operators_page_is_not_there_for_others(shop: TestClient, api: CannedApi) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_rosa")
    assert shop.get("/operator").status_code == 404
    assert api.asked("GET", "/v1/ledger/violations") == []


@pytest.mark.parametrize(
    "text", ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:x", "", None, "/a\nb"]
)
def test_nobody_is_led_to_another_site(text: str | None) -> None:
    assert local_path(text) == "/"


def test_a_path_of_ours_is_followed() -> None:
    assert local_path("/orders?cursor=x") == "/orders?cursor=x"


def test_settings_that_cannot_be_right_are_refused() -> None:
    with pytest.raises(WrongSettings):
        read_settings({"SOLIFAIR_STOREFRONT_URL": "http://shop.example"})
    with pytest.raises(WrongSettings):
        read_settings({"SOLIFAIR_API_URL": "not an address", "SOLIFAIR_MODE": "demo"})
    with pytest.raises(WrongSettings):
        read_settings({"SOLIFAIR_LANGUAGE": "xx", "SOLIFAIR_MODE": "demo"})


def test_where_people_pay_is_known_beforehand() -> None:
    production = read_settings({"SOLIFAIR_STOREFRONT_URL": "https://shop.example"})
    assert production.checkout_origins == ("https://checkout.stripe.com",)
    demo = read_settings({"SOLIFAIR_MODE": "demo", "SOLIFAIR_STRIPE_API_BASE": "http://127.0.0.1:8102/"})
    assert demo.checkout_origins == ("http://127.0.0.1:8102",)
    simulated = {"SOLIFAIR_STOREFRONT_URL": "https://shop.example", "SOLIFAIR_STRIPE_API_BASE": "http://127.0.0.1:8102"}
    assert read_settings(simulated).checkout_origins == ("https://checkout.stripe.com",)


def test_where_stripe_asks_its_questions_is_known_beforehand() -> None:
    production = {
        "SOLIFAIR_STOREFRONT_URL": "https://shop.example",
        "SOLIFAIR_STRIPE_API_BASE": "http://127.0.0.1:8102",
    }
    assert read_settings(production).onboarding_origins == ("https://connect.stripe.com",)
    named = production | {"SOLIFAIR_ONBOARDING_ORIGINS": "https://a.example/x, https://b.example"}
    assert read_settings(named).onboarding_origins == ("https://a.example", "https://b.example")
    demo = read_settings({"SOLIFAIR_MODE": "demo", "SOLIFAIR_STRIPE_API_BASE": "http://127.0.0.1:8102/"})
    assert demo.onboarding_origins == ("http://127.0.0.1:8102",)


def test_a_shop_with_a_language_of_its_own_speaks_it_until_a_visitor_chooses(
    settings: Settings, api: CannedApi
) -> None:
    app = create_storefront(replace(settings, language="fr"), httpx2.MockTransport(api))
    own = {"Accept-Language": "pt", "Sec-Fetch-Site": "same-origin"}
    with TestClient(app, base_url="https://shop.test", headers=own, follow_redirects=False) as browser:
        assert '<html lang="fr">' in browser.get("/products").text
        browser.post("/language", data={"language": "es", "next": "/"})
        assert '<html lang="es">' in browser.get("/products").text
