"""What a shopper chooses in the cart: a promotion, how each parcel travels; and everything that changed meanwhile."""

import json

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CART, NAMED, PROMOTED_CART, CannedApi, change, euros, problem

PROMOTION = "/v1/carts/cart_one/promotion"
SHIPPING = "/v1/carts/cart_one/parcels/org_montero/shipping"


@pytest.fixture(autouse=True)
def held(shop: TestClient) -> None:
    shop.cookies.set("__Host-cart", "cart_one.crs_secret.2")


def test_a_code_is_used_and_its_discount_shown(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"PUT {PROMOTION}"] = PROMOTED_CART
    answer = shop.post("/cart/promotion", data={"code": " spring "})
    assert answer.headers["location"] == "/cart?said=promotion#notice"
    asked = api.asked("PUT", PROMOTION)[0]
    assert json.loads(asked.content) == {"code": "spring"}
    assert asked.headers["cart-secret"] == "crs_secret"
    api.answers["GET /v1/carts/cart_one"] = PROMOTED_CART
    text = shop.get("/cart").text
    assert "Promotion SPRING: 10% off what Cooperativa Agraria Tres Quebradas makes" in text
    assert text.count("-€1.78") == 2
    assert "€22.92" in text
    assert "-€1.78" in shop.get("/checkout").text


def test_a_code_that_is_none_is_refused_where_it_was_typed(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"PUT {PROMOTION}"] = problem(404, "no_such_promotion")
    answer = shop.post("/cart/promotion", data={"code": "WINTER"})
    assert answer.status_code == 404
    form = answer.text.split('action="/cart/promotion#promotion"')[1].split("</form>")[0]
    assert "There is no promotion under this code now." in form
    assert 'value="WINTER"' in form


def test_a_promotion_is_put_down_again(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"DELETE {PROMOTION}"] = CART
    shop.post("/cart/promotion", data={"mode": "drop"})
    assert len(api.asked("DELETE", PROMOTION)) == 1


def test_the_ways_of_a_parcel_are_shown_with_price_and_days(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/carts/cart_one"] = PROMOTED_CART
    text = shop.get("/cart").text
    assert 'value="standard|" required checked' in text
    assert "3 to 5 days" in text
    assert 'value="fetch|pup_lyon" required>' in text
    assert "4 quai Perrache, 69002 Lyon · Tue–Sat 10–19" in text
    assert "2 days" in text and "free" in text


@pytest.mark.parametrize(
    ("way", "body"),
    [
        ("standard|", {"service": "standard"}),
        ("fetch|pup_lyon", {"service": "fetch", "pickup_point_id": "pup_lyon"}),
        ("odd|name|pup_lyon", {"service": "odd|name", "pickup_point_id": "pup_lyon"}),
    ],
)
def test_a_way_is_chosen(shop: TestClient, api: CannedApi, way: str, body: dict[str, str]) -> None:
    api.answers[f"PUT {SHIPPING}"] = CART
    answer = shop.post("/cart/shipping", data={"producer": "org_montero", "way": way})
    assert answer.headers["location"] == "/cart?said=shipping#notice"
    assert json.loads(api.asked("PUT", SHIPPING)[0].content) == body


def test_a_way_that_is_gone_is_said_at_its_parcel(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/carts/cart_one"] = PROMOTED_CART
    api.answers[f"PUT {SHIPPING}"] = problem(409, "shipping_not_offered")
    answer = shop.post("/cart/shipping", data={"producer": "org_montero", "way": "standard|"})
    assert answer.status_code == 409
    form = answer.text.split('id="ship-org_montero"')[1].split("</form>")[0]
    assert "This parcel does not travel that way any more." in form


def test_a_parcel_with_one_way_has_nothing_to_choose(shop: TestClient, api: CannedApi) -> None:
    parcel = {**PROMOTED_CART["parcels"][0], "shipping_choices": PROMOTED_CART["parcels"][0]["shipping_choices"][:1]}
    api.answers["GET /v1/carts/cart_one"] = {**PROMOTED_CART, "parcels": [parcel]}
    text = shop.get("/cart").text
    assert "/cart/shipping" not in text
    assert "Standard delivery · 3 to 5 days" in text


def test_every_change_is_told_once_and_stands_before_the_checkout(shop: TestClient, api: CannedApi) -> None:
    changes = [
        change("price_changed", "890", "910", variant_id="var_small"),
        change("fewer_left", "3", "1", variant_id="var_small"),
        change("no_longer_for_sale", "1", "0", variant_id="var_gone"),
        change("claim_gone", "crt_fair", variant_id="var_small"),
        change("promotion_gone", "SPRING"),
        change("shipping_changed", "690", "790", producer_id="org_montero"),
        change("shipping_gone", "express", producer_id="org_montero"),
    ]
    line = {**PROMOTED_CART["parcels"][0]["lines"][0], "changes": changes[:2]}
    parcel = {**PROMOTED_CART["parcels"][0], "lines": [line], "changes": changes[5:]}
    api.answers["GET /v1/carts/cart_one"] = {**CART, "parcels": [parcel], "changes": changes}
    text = " ".join(shop.get("/cart").text.split())
    told = text.split('class="changes"')[1].split("</ul>")[0]
    assert told.count("<li>") == len(changes)
    for words in (
        "The price has changed: <s>€8.90</s> → €9.10",
        "Fewer are left: <s>3</s> → 1",
        "<strong>Something in your cart</strong>: No longer for sale",
        'A label no longer applies (<a href="/proof/crt_fair">see why</a>)',
        "The promotion is over: <s>SPRING</s>",
        "</strong>: Its delivery costs something else now: <s>€6.90</s> → €7.90",
        "It cannot travel any more the way you chose",
    ):
        assert words in told, words
    assert 'href="/checkout"' not in text
    assert shop.get("/checkout").headers["location"] == "/cart"


def test_a_parcel_whose_way_is_gone_asks_for_another(shop: TestClient, api: CannedApi) -> None:
    unchosen = [{**one, "is_chosen": False} for one in PROMOTED_CART["parcels"][0]["shipping_choices"]]
    parcel = {"producer": NAMED, "lines": [], "goods": euros(0), "shipping": None, "shipping_choices": unchosen[:1]}
    api.answers["GET /v1/carts/cart_one"] = {**CART, "parcels": [parcel]}
    text = shop.get("/cart").text
    assert "choose how" in text and "does not go to this country" not in text
    assert 'action="/cart/shipping#ship-org_montero"' in text
