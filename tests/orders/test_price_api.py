"""Promotions, ways to travel and the frozen breakdown, over HTTP."""

from collections.abc import Iterator, Mapping

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from api.app import create_app
from kit.clock import utc_now
from kit.database import Database
from models.pricing import ShippingRate, ShippingService
from tests.api.conftest import open_tools
from tests.shop import ADDRESS, EVERYBODY, Shop

JSON = Mapping[str, object]


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    shop = Shop.open(clean_database)
    with clean_database.transaction() as session:
        session.add(ShippingService(code="express", labels={"en": "Express"}, days_min=2, days_max=4, position=1))
        session.flush()
        session.add(
            ShippingRate(
                service="express",
                origin_country="PE",
                destination="*",
                max_grams=5000,
                currency="EUR",
                amount_minor=1990,
                valid_from=utc_now().date(),
            )
        )
        # The API reads the clock: the promotion must have begun by then.
        session.execute(text("update promotion set valid_from = '2026-01-01'"))
    return shop


@pytest.fixture
def client(shop: Shop, fresh_database_url: str) -> Iterator[TestClient]:
    with TestClient(create_app(open_tools(fresh_database_url, shop)), raise_server_exceptions=False) as client:
        yield client


class Guest:
    """A guest with a cart of one coffee."""

    def __init__(self, client: TestClient, shop: Shop):
        self.client = client
        opened = client.post("/v1/carts", json={"country": "FR"}).json()
        self.path = f"/v1/carts/{opened['id']}"
        self.headers = {"Cart-Secret": opened["secret"]}
        self.secret = opened["secret"]
        assert self.put(f"/lines/{shop.coffee}", {"quantity": 2}).status_code == 200

    def put(self, path: str, body: JSON, **headers: str):
        return self.client.put(self.path + path, json=body, headers={**self.headers, **headers})

    def read(self) -> dict:
        return self.client.get(self.path, headers=self.headers).json()

    def check_out(self, **more: object):
        body = {"email": "camille@example.org", "full_name": "Camille Roux", "shipping_address": ADDRESS, **more}
        headers = {**self.headers, "Idempotency-Key": "one"}
        return self.client.post(f"{self.path}/checkout", json=body, headers=headers)


@pytest.fixture
def guest(client: TestClient, shop: Shop) -> Guest:
    return Guest(client, shop)


def test_a_code_takes_its_part_off_the_goods(guest: Guest) -> None:
    cart = guest.put("/promotion", {"code": " EVERYBODY "}).json()
    assert cart["promotion"] == {"code": EVERYBODY, "discount_bps": 1000, "producer_id": None}
    assert (cart["goods"]["amount"], cart["discount"]["amount"], cart["total"]["amount"]) == (2980, 289, 3281)
    assert cart["parcels"][0]["lines"][0]["discount"]["amount"] == 289
    cart = guest.client.delete(f"{guest.path}/promotion", headers=guest.headers).json()
    assert (cart["promotion"], cart["discount"]["amount"]) == (None, 0)


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": 7}, {"code": "x" * 101}, {"code": "a", "discount": 50}])
def test_what_is_no_code_is_refused(guest: Guest, body: JSON) -> None:
    assert guest.put("/promotion", body).status_code == 422
    assert guest.read()["promotion"] is None


def test_an_unknown_code_is_not_found(guest: Guest) -> None:
    answer = guest.put("/promotion", {"code": "never"})
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_promotion")


def test_a_cart_is_changed_only_as_it_was_seen(guest: Guest) -> None:
    for path, body in (("/promotion", {"code": EVERYBODY}), ("/parcels/org_x/shipping", {"service": "express"})):
        assert guest.put(path, body, **{"If-Match": '"99"'}).status_code == 412


def test_the_ways_a_parcel_may_travel_are_told_and_one_is_chosen(guest: Guest, shop: Shop) -> None:
    parcel = guest.read()["parcels"][0]
    assert [(way["service"], way["price"]["amount"], way["is_chosen"]) for way in parcel["shipping_choices"]] == [
        ("standard", 590, True),
        ("express", 1990, False),
    ]
    assert (parcel["shipping_choices"][1]["days_min"], parcel["shipping_choices"][1]["days_max"]) == (2, 4)
    path = f"/parcels/{shop.world.norandino_id}/shipping"
    cart = guest.put(path, {"service": "express"}).json()
    assert cart["shipping"]["amount"] == 1990
    assert [way["is_chosen"] for way in cart["parcels"][0]["shipping_choices"]] == [False, True]
    refused = guest.put(path, {"service": "donkey"})
    assert (refused.status_code, refused.json()["code"]) == (409, "shipping_not_offered")
    assert guest.put(f"/parcels/{shop.world.kuapa_id}/shipping", {"service": "standard"}).status_code == 404
    assert guest.put(path, {"service": "standard", "pickup_point_id": "pup_x"}).status_code == 404
    assert guest.put(path, {"service": "express", "amount": 1}).status_code == 422


def test_a_promotion_that_is_over_is_told_before_anything_is_ordered(guest: Guest, shop: Shop) -> None:
    guest.put("/promotion", {"code": EVERYBODY})
    with shop.database.transaction() as session:
        session.execute(text("update promotion set valid_to = clock_timestamp()"))
    refused = guest.check_out()
    assert (refused.status_code, refused.json()["code"]) == (409, "cart_changed")
    assert [change["code"] for change in refused.json()["facts"]["changes"]] == ["promotion_gone"]
    accepted = guest.client.post(f"{guest.path}/accept-changes", headers=guest.headers).json()
    assert (accepted["changes"], accepted["promotion"]) == ([], None)


def test_the_frozen_breakdown_sums_exactly_and_names_every_rule(guest: Guest, shop: Shop) -> None:
    guest.put("/promotion", {"code": EVERYBODY})
    guest.put(f"/parcels/{shop.world.norandino_id}/shipping", {"service": "express"})
    placed = guest.check_out().json()
    path = f"/v1/orders/{placed['order_id']}/breakdown"
    order = guest.client.get(path, headers={"Order-Secret": guest.secret, "Accept-Language": "fr"}).json()
    [line], [parcel] = order["lines"], order["parcels"]
    assert sum(part["amount"]["amount"] for part in line["parts"]) == line["paid"]["amount"] == 2980 - 289
    assert sum(part["amount"]["amount"] for part in parcel["parts"]) == parcel["shipping"]["amount"] == 1990
    assert sum(row["amount"]["amount"] for row in order["sums"]) == order["total"]["amount"] == 2691 + 1990
    assert parcel["service"] == "express"
    kinds = [part["kind"] for part in line["parts"]]
    assert kinds == ["producer", "premium", "federation_dues", "solidarity", "market_fee", "vat", "discount_subsidy"]
    fee = line["parts"][4]
    assert (fee["payer"], fee["beneficiary"]["slug"], fee["label"]) == (
        "producer",
        "market",
        "Fonctionnement de ce marché",
    )
    assert fee["rule"] == {"id": "fee_now", "version": 2, "note": "8 % of goods, schedule 2 of 2026-01-01"}
    assert line["parts"][6]["payer"] == "market"
    assert line["minimum_price"] is None and line["market_price"] is None
    assert parcel["parts"][0]["rule"]["note"] == "express, one parcel up to 5000 g, to *"


def set_minimum_price(session: Session, shop: Shop) -> None:
    session.execute(
        text("update variant set floor_product = 'coffee', floor_form = 'green' where id = :id"),
        {"id": shop.coffee},
    )
    session.execute(
        text(
            "insert into minimum_price (id, scheme, product, form, is_organic, quality, region, incoterm, unit, "
            "unit_quantity, has_special_terms, currency, minimum, valid_from, status, source_url, note) values "
            "('mpr_1', 'fairtrade', 'coffee', 'green', false, '', 'worldwide', '', 'kg', 1, false, 'EUR', 9, "
            "'2026-01-01', 'confirmed', '', '')"
        )
    )


def test_a_minimum_price_is_told_with_its_rule(guest: Guest, shop: Shop) -> None:
    with shop.database.transaction() as session:
        set_minimum_price(session, shop)
    placed = guest.check_out().json()
    path = f"/v1/orders/{placed['order_id']}/breakdown"
    headers = {"Order-Secret": guest.secret}
    [line] = guest.client.get(path, headers=headers).json()["lines"]
    assert line["minimum_price"]["amount"] == {"amount": 450, "currency": "EUR"}
    assert line["minimum_price"]["rule"]["id"] == "mpr_1"
    with shop.database.transaction() as session:
        session.execute(text("update order_line set floor_minor = null"))
    [line] = guest.client.get(path, headers=headers).json()["lines"]
    assert line["minimum_price"]["amount"] is None


def test_a_market_price_is_told_with_its_source(guest: Guest, shop: Shop) -> None:
    with shop.database.transaction() as session:
        set_minimum_price(session, shop)
        session.execute(
            text(
                "insert into market_price (id, product, form, unit, unit_quantity, currency, amount, quoted_on, "
                "source) values ('mkp_1', 'coffee', 'green', 'kg', 1, 'EUR', 7.5, current_date - 1, 'a board of trade')"
            )
        )
    placed = guest.check_out().json()
    path = f"/v1/orders/{placed['order_id']}/breakdown"
    [line] = guest.client.get(path, headers={"Order-Secret": guest.secret}).json()["lines"]
    assert line["market_price"]["amount"] == {"amount": 375, "currency": "EUR"}
    assert line["market_price"]["rule"]["id"] == "mkp_1"
    assert line["market_price"]["rule"]["note"].startswith("market price 7.5 EUR per kg (coffee, green, ")


def test_a_breakdown_opens_only_to_whose_order_it_is(guest: Guest) -> None:
    placed = guest.check_out().json()
    path = f"/v1/orders/{placed['order_id']}/breakdown"
    for headers in ({}, {"Order-Secret": "sol_cart_wrong"}, {"Order-Secret": ""}):
        assert guest.client.get(path, headers=headers).status_code == 404
    assert guest.client.get("/v1/orders/ord_none/breakdown", headers={"Order-Secret": guest.secret}).status_code == 404


def test_a_client_with_a_form_of_its_own_pays_by_intent(guest: Guest) -> None:
    answer = guest.check_out(flow="intent")
    assert answer.status_code == 201, answer.text
    assert answer.json()["checkout_url"] is None and answer.json()["client_secret"]


@pytest.mark.parametrize(
    "more", [{"total": 1}, {"discount": 1}, {"shipping_minor": 0}, {"currency": "USD"}, {"fee": 0}]
)
def test_no_amount_is_ever_taken_from_a_client(guest: Guest, shop: Shop, more: JSON) -> None:
    assert guest.check_out(**more).status_code == 422
    assert guest.put(f"/lines/{shop.coffee}", {"quantity": 1, **more}).status_code == 422
    assert guest.put("/promotion", {"code": EVERYBODY, **more}).status_code == 422
    assert guest.client.post("/v1/carts", json={"country": "FR", **more}).status_code == 422
    assert guest.read()["total"]["amount"] == 2980 + 590


@pytest.mark.parametrize("quantity", [True, "1", "1_0", 1.0, -1, 0, 1000, 2**31, 2**63, None])
def test_a_quantity_is_a_whole_number_within_bounds(guest: Guest, shop: Shop, quantity: object) -> None:
    assert guest.put(f"/lines/{shop.coffee}", {"quantity": quantity}).status_code == 422
    assert guest.read()["item_count"] == 2


def test_what_has_no_price_in_the_carts_currency_is_not_for_sale(guest: Guest, shop: Shop) -> None:
    """No price is ever converted: another currency's number is no price."""
    with shop.database.transaction() as session:
        session.execute(text("update price set currency = 'USD' where variant_id = :id"), {"id": shop.coffee})
    assert [change["code"] for change in guest.read()["changes"]] == ["no_longer_for_sale"]
    assert guest.check_out().json()["code"] == "cart_changed"
    assert guest.put(f"/lines/{shop.coffee}", {"quantity": 1}).status_code == 404
