"""The cart and the checkout, as a browser without JavaScript uses them."""

import json

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CHANGED_CART, CannedApi, order, page_of, problem

ADDRESS = {
    "email": "camille@example.org",
    "full_name": "Camille Roux",
    "line1": "12 rue de la Soie",
    "postal_code": "69004",
    "city": "Lyon",
    "country": "FR",
    "key": "key-of-the-form",
}


def hold_a_cart(shop: TestClient) -> None:
    shop.cookies.set("__Host-cart", "cart_one.crs_secret.2")


def test_the_first_thing_opens_a_cart_and_keeps_its_secret(shop: TestClient, api: CannedApi) -> None:
    answer = shop.post("/cart/lines", data={"variant": "var_small", "quantity": "3", "mode": "add"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/cart?said=added"
    assert answer.headers["set-cookie"].startswith("__Host-cart=cart_one.crs_secret.2;")
    put = api.asked("PUT", "/v1/carts/cart_one/lines/var_small")[0]
    assert json.loads(put.content) == {"quantity": 3}
    assert put.headers["cart-secret"] == "crs_secret"


def test_adding_again_adds_to_what_is_there(shop: TestClient, api: CannedApi) -> None:
    hold_a_cart(shop)
    shop.post("/cart/lines", data={"variant": "var_small", "quantity": "3", "mode": "add"})
    assert json.loads(api.asked("PUT", "/v1/carts/cart_one/lines/var_small")[0].content) == {"quantity": 5}
    assert api.asked("POST", "/v1/carts") == []


def test_setting_the_quantity_sets_it(shop: TestClient, api: CannedApi) -> None:
    hold_a_cart(shop)
    shop.post("/cart/lines", data={"variant": "var_small", "quantity": "1"})
    assert json.loads(api.asked("PUT", "/v1/carts/cart_one/lines/var_small")[0].content) == {"quantity": 1}


def test_nothing_of_a_thing_takes_it_out(shop: TestClient, api: CannedApi) -> None:
    api.answers["DELETE /v1/carts/cart_one/lines/var_small"] = {}
    hold_a_cart(shop)
    assert shop.post("/cart/lines", data={"variant": "var_small", "quantity": "0"}).status_code == 303
    assert len(api.asked("DELETE", "/v1/carts/cart_one/lines/var_small")) == 1


def test_less_than_asked_for_is_said_on_the_cart_page(shop: TestClient, api: CannedApi) -> None:
    api.answers["PUT /v1/carts/cart_one/lines/var_small"] = problem(409, "out_of_stock", facts={"left": 1})
    hold_a_cart(shop)
    answer = shop.post("/cart/lines", data={"variant": "var_small", "quantity": "9"})
    assert answer.status_code == 409
    assert "Less is left than you asked for." in answer.text


def test_a_cart_that_became_an_order_gives_way_to_a_new_one(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/carts/cart_old"] = problem(404, "no_such_cart")
    shop.cookies.set("__Host-cart", "cart_old.crs_old.1")
    answer = shop.post("/cart/lines", data={"variant": "var_small", "quantity": "1", "mode": "add"})
    assert answer.headers["set-cookie"].startswith("__Host-cart=cart_one.")


def test_changes_are_shown_and_stand_before_the_checkout(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/carts/cart_one"] = CHANGED_CART
    hold_a_cart(shop)
    text = shop.get("/cart").text
    assert "The price has changed: <s>€8.90</s> → €9.10" in text
    assert 'href="/checkout"' not in text
    assert shop.get("/checkout").headers["location"] == "/cart"
    assert shop.post("/cart/accept").headers["location"] == "/cart?said=accepted"
    assert len(api.asked("POST", "/v1/carts/cart_one/accept-changes")) == 1


def test_checking_out_leads_to_the_payment_page(shop: TestClient, api: CannedApi) -> None:
    hold_a_cart(shop)
    answer = shop.post("/checkout", data=ADDRESS)
    assert answer.status_code == 303
    assert answer.headers["location"] == "http://sandbox.test/pay/cs_1"
    asked = api.asked("POST", "/v1/carts/cart_one/checkout")[0]
    assert asked.headers["idempotency-key"] == "key-of-the-form"
    assert json.loads(asked.content)["shipping_address"]["city"] == "Lyon"
    cookies = answer.headers.get_list("set-cookie")
    assert any(cookie.startswith("__Host-orders=ord_one.ors_secret;") for cookie in cookies)
    assert any(cookie.startswith('__Host-cart=""') for cookie in cookies)
    shop.get("/orders/ord_one")
    assert api.asked("GET", "/v1/orders/ord_one")[0].headers["order-secret"] == "ors_secret"


def test_nobody_is_sent_to_pay_at_an_unknown_address(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/carts/cart_one/checkout"] = {"order_id": "ord_one", "checkout_url": "https://evil.test/pay"}
    hold_a_cart(shop)
    answer = shop.post("/checkout", data=ADDRESS)
    assert answer.status_code == 503
    assert "evil.test" not in answer.text


def test_what_is_missing_is_marked_and_what_was_typed_stays(shop: TestClient, api: CannedApi) -> None:
    hold_a_cart(shop)
    answer = shop.post("/checkout", data={**ADDRESS, "city": ""})
    assert answer.status_code == 422
    assert 'value="12 rue de la Soie"' in answer.text
    assert answer.text.count("Please fill this in.") == 1
    assert api.asked("POST", "/v1/carts/cart_one/checkout") == []


def test_what_the_api_refuses_is_marked_at_its_field(shop: TestClient, api: CannedApi) -> None:
    errors = [{"pointer": "/body/email", "code": "value_error", "detail": "not an e-mail address"}]
    api.answers["POST /v1/carts/cart_one/checkout"] = problem(422, "invalid_request", errors=errors)
    hold_a_cart(shop)
    answer = shop.post("/checkout", data=ADDRESS)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "not an e-mail address" in answer.text
    assert "key-of-the-form" not in answer.text


def test_a_cart_that_changed_meanwhile_is_shown_again(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/carts/cart_one/checkout"] = problem(409, "cart_changed")
    api.answers["GET /v1/carts/cart_one"] = CHANGED_CART
    hold_a_cart(shop)
    answer = shop.post("/checkout", data=ADDRESS)
    assert answer.status_code == 409
    assert "Accept the changes" in answer.text


def test_only_the_newest_orders_are_remembered(shop: TestClient, api: CannedApi) -> None:
    for number in range(15):
        api.answers["POST /v1/carts/cart_one/checkout"] = {
            "order_id": f"ord_{number}",
            "secret": f"secret{number}",
            "checkout_url": "http://sandbox.test/pay/cs_1",
        }
        hold_a_cart(shop)
        shop.post("/checkout", data=ADDRESS)
    kept = shop.cookies["__Host-orders"].strip('"').split("!")
    assert len(kept) == 12
    assert kept[-1] == "ord_14.secret14"


def test_what_a_hub_shows_is_bought_through_it(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/hubs/alianza"] = {
        **page_of({"id": "prod_one", "slug": "cafe-lavado-montero", "name": "Café", "lang": "es", "in_stock": True}),
        "hub": {"id": "org_hub", "slug": "alianza", "name": "Alianza Andina"},
    }
    page = shop.get("/hubs/alianza").text
    assert 'href="/products/cafe-lavado-montero?hub=alianza"' in page
    page = shop.get("/products/cafe-lavado-montero?hub=alianza").text
    assert '<input type="hidden" name="hub" value="alianza">' in page
    assert 'name="hub"' not in shop.get("/products/cafe-lavado-montero").text
    hold_a_cart(shop)
    shop.post("/cart/lines", data={"variant": "var_small", "quantity": "1", "mode": "add", "hub": "alianza"})
    put = api.asked("PUT", "/v1/carts/cart_one/lines/var_small")[0]
    assert json.loads(put.content) == {"quantity": 3, "hub": "alianza"}


def test_what_the_hub_offers_no_more_is_bought_without_it(shop: TestClient, api: CannedApi) -> None:
    line = "PUT /v1/carts/cart_one/lines/var_small"
    api.answers[line] = problem(409, "not_offered_by_hub", facts={"hub": "gone"})
    hold_a_cart(shop)
    shop.post("/cart/lines", data={"variant": "var_small", "quantity": "1", "hub": "gone"})
    bodies = [json.loads(put.content) for put in api.asked("PUT", "/v1/carts/cart_one/lines/var_small")]
    assert bodies == [{"quantity": 1, "hub": "gone"}, {"quantity": 1}]


@pytest.mark.parametrize(("language", "words"), [("en", "through Alianza"), ("es", "por medio de Alianza")])
def test_an_order_says_through_whom(shop: TestClient, api: CannedApi, language: str, words: str) -> None:
    bought = order("paid")
    bought["parcels"][0]["lines"][0]["hub"] = {"id": "org_hub", "slug": "alianza", "name": "Alianza"}
    api.answers["GET /v1/orders/ord_one"] = bought
    shop.cookies.set("__Host-orders", "ord_one.ors_secret")
    assert words in shop.get("/orders/ord_one", headers={"Accept-Language": language}).text
