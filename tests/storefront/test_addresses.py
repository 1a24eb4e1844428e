"""No address is typed twice: a buyer's come from their own orders, a guest's from their own browser."""

import json

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CART, CHANGED_CART, CannedApi, page_of, problem
from tests.storefront.test_buying import ADDRESS, hold_a_cart

COOKIE = "__Host-address"
LYON = {"line1": "12 rue de la Soie", "line2": "", "postal_code": "69004", "city": "Lyon", "country": "FR"}
# {"line1": "\\ud800"}: half a character, which no page can hold.
HALF = "eyJsaW5lMSI6ICJcdWQ4MDAifQ"
KOELN = {"line1": "Am Hof 3", "line2": "Hinterhaus", "postal_code": "50667", "city": "Köln", "country": "DE"}


def own(order_id: str, name: str, to: dict[str, str]) -> dict[str, object]:
    return {"order_id": order_id, "placed_at": "2026-11-01T09:00:00Z", "full_name": name, "shipping_address": to}


@pytest.fixture
def buyer(shop: TestClient, api: CannedApi) -> TestClient:
    """Somebody signed in, with a cart for France and two orders."""
    api.answers["GET /v1/me/addresses"] = page_of(own("ord_de", "Rosa", KOELN), own("ord_fr", "Rosa H.", LYON))
    shop.cookies.set("__Host-solifair", "token")
    shop.cookies.set("__Host-cart", "cart_one..2")
    return shop


def test_the_last_address_in_the_carts_country_is_filled_in(buyer: TestClient) -> None:
    text = buyer.get("/checkout").text
    assert 'value="12 rue de la Soie"' in text
    assert 'value="Rosa H."' in text
    assert '<option value="FR" selected>' in text
    assert text.count("filled in below") == 1
    assert '<button name="address" value="ord_de"' in text
    assert 'value="ord_fr"' not in text


def test_another_one_is_one_choice_away_and_takes_the_cart_along(buyer: TestClient, api: CannedApi) -> None:
    api.answers["PATCH /v1/carts/cart_one"] = CART
    answer = buyer.post("/checkout/address", data={"address": "ord_de"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/checkout?address=ord_de")
    assert json.loads(api.asked("PATCH", "/v1/carts/cart_one")[0].content) == {"country": "DE"}
    api.answers["GET /v1/carts/cart_one"] = {**CART, "country": "DE"}
    text = buyer.get("/checkout?address=ord_de").text
    for typed in ("Rosa", "Am Hof 3", "Hinterhaus", "50667", "Köln"):
        assert f'value="{typed}"' in text
    assert '<option value="DE" selected>' in text


def test_a_choice_in_the_same_country_leaves_the_cart_alone(buyer: TestClient, api: CannedApi) -> None:
    assert buyer.post("/checkout/address", data={"address": "ord_fr"}).headers["location"].endswith("=ord_fr")
    assert api.asked("PATCH", "/v1/carts/cart_one") == []


def test_none_of_them_is_a_choice_too(buyer: TestClient) -> None:
    answer = buyer.post("/checkout/address", data={"address": "none"})
    assert answer.headers["location"] == "/checkout?address=none"
    text = buyer.get("/checkout?address=none").text
    assert 'name="line1" type="text" value=""' in text
    assert 'value="rosa@example.org"' in text


@pytest.mark.parametrize("wanted", ["ord_of_somebody", "", "https://evil.test"])
def test_an_order_of_somebody_else_fills_in_nothing(buyer: TestClient, api: CannedApi, wanted: str) -> None:
    assert buyer.post("/checkout/address", data={"address": wanted}).headers["location"] == "/checkout?address=none"
    text = buyer.get("/checkout", params={"address": wanted}).text
    assert 'name="line1" type="text" value=""' in text
    assert api.asked("PATCH", "/v1/carts/cart_one") == []
    assert [one for one in api.requests if "/v1/orders" in one.url.path] == []


def test_what_a_guest_typed_is_there_when_they_go_back(shop: TestClient, api: CannedApi) -> None:
    hold_a_cart(shop)
    answer = shop.post("/checkout", data=ADDRESS)
    kept = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(f"{COOKIE}="))
    assert "HttpOnly" in kept
    assert "Secure" in kept
    assert "max-age" not in kept.lower()
    hold_a_cart(shop)
    text = shop.get("/checkout").text
    for field in ("email", "full_name", "line1", "postal_code", "city"):
        assert f'value="{ADDRESS[field]}"' in text
    assert api.asked("GET", "/v1/me/addresses") == []
    shop.post("/checkout/address", data={"address": "none"})
    assert ADDRESS["line1"] not in shop.get("/checkout").text


def test_another_browser_with_another_cart_is_told_nothing(shop: TestClient) -> None:
    hold_a_cart(shop)
    shop.post("/checkout", data=ADDRESS)
    shop.cookies.clear()
    shop.cookies.set("__Host-cart", "cart_one.crs_other.2")
    text = shop.get("/checkout").text
    assert ADDRESS["line1"] not in text
    assert ADDRESS["email"] not in text


def test_a_cart_that_changed_meanwhile_does_not_cost_the_address(buyer: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/carts/cart_one/checkout"] = problem(409, "cart_changed")
    api.answers["GET /v1/carts/cart_one"] = CHANGED_CART
    assert buyer.post("/checkout", data={**ADDRESS, "line1": "7 quai Vert"}).status_code == 409
    api.answers["GET /v1/carts/cart_one"] = CART
    text = buyer.get("/checkout").text
    assert 'value="7 quai Vert"' in text
    assert "filled in below" not in text
    api.answers["POST /v1/carts/cart_one/checkout"] = {
        "order_id": "ord_one",
        "checkout_url": "http://sandbox.test/pay/1",
    }
    buyer.post("/checkout", data=ADDRESS)
    assert COOKIE not in buyer.cookies


def test_a_cart_that_costs_otherwise_elsewhere_goes_there(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/carts/cart_one/checkout"] = problem(409, "cart_changed")
    api.answers["PATCH /v1/carts/cart_one"] = CART
    hold_a_cart(shop)
    shop.post("/checkout", data={**ADDRESS, "country": "DE"})
    assert json.loads(api.asked("PATCH", "/v1/carts/cart_one")[0].content) == {"country": "DE"}
    shop.post("/checkout", data=ADDRESS)
    assert len(api.asked("PATCH", "/v1/carts/cart_one")) == 1


@pytest.mark.parametrize("way", ["in", "out", "ended elsewhere", "erased"])
def test_whoever_comes_next_in_the_same_browser_sees_none_of_it(shop: TestClient, api: CannedApi, way: str) -> None:
    hold_a_cart(shop)
    shop.post("/checkout", data=ADDRESS)
    assert COOKIE in shop.cookies
    if way == "in":
        api.answers["POST /v1/sessions"] = {"token": "token", "expires_at": "2027-01-01T00:00:00Z"}
        shop.post("/sign-in", data={"email": "rosa@example.org", "password": "long enough"})
    elif way == "out":
        shop.post("/sign-out")
    else:
        shop.cookies.set("__Host-solifair", "token")
        api.answers |= {"GET /v1/me": problem(401, "unauthenticated"), "POST /v1/me/erasure": {}}
        shop.post("/account/erasure", data={"sure": "yes"}) if way == "erased" else shop.get("/account")
    assert COOKIE not in shop.cookies


def test_a_guest_who_is_asked_to_sign_in_and_does_not_keeps_what_was_typed(shop: TestClient, api: CannedApi) -> None:
    hold_a_cart(shop)
    shop.post("/checkout", data=ADDRESS)
    api.answers["GET /v1/me"] = problem(401, "unauthenticated")
    assert shop.get("/account").headers["location"] == "/sign-in?next=/account"
    assert COOKIE in shop.cookies


@pytest.mark.parametrize("spoilt", ["x", "e30", "W10", "eyJsaW5lMSI6MX0", HALF, "é", "A" * 9000])
def test_a_spoilt_cookie_is_no_address(shop: TestClient, spoilt: str) -> None:
    headers = {b"cookie": f"__Host-cart=cart_one.crs_secret.2; {COOKIE}={spoilt}".encode()}
    answer = shop.get("/checkout", headers=headers)
    assert answer.status_code == 200
    assert 'name="line1" type="text" value=""' in answer.text


def test_an_address_too_long_for_a_cookie_is_not_kept(shop: TestClient) -> None:
    hold_a_cart(shop)
    long = dict.fromkeys(("full_name", "line1", "line2", "city"), "漢" * 200)
    assert shop.post("/checkout", data=ADDRESS | long | {"email": f"{'a' * 200}@example.org"}).status_code == 303
    assert shop.cookies.get(COOKIE) is None
