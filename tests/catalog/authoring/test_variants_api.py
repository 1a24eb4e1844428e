"""Sizes and kinds of a product: options, prices with their history, and counts that checkouts hold."""

import pytest

from tests.catalog.authoring.conftest import Desk

EURO = "EUR"


def first(product: dict) -> str:
    return product["variants"][0]["id"]


def test_a_variant_is_added_changed_archived_and_restored(desk: Desk) -> None:
    made = desk.created()
    added = desk.post(
        f"/v1/products/{made['id']}/variants",
        {"net": {"value": "0.5", "unit": "kg"}, "price": {"amount": 1600, "currency": EURO}, "on_hand": 4},
    )
    assert added.status_code == 201, added.text
    variant = added.json()
    assert (variant["label"], variant["weight_grams"], variant["position"]) == ("0.5 kg", 500, 1)
    path = f"/v1/variants/{variant['id']}"
    changed = desk.patch(path, {"net": {"value": "500", "unit": "g"}, "sku": "HNY-500"}, 2)
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"3"')
    assert (changed.json()["label"], changed.json()["sku"]) == ("500 g", "HNY-500")
    assert desk.patch(path, {"sku": ""}, 3).json()["sku"] is None
    assert desk.patch(path, {"label": "Big jar"}, 3).status_code == 412
    assert desk.patch(path, {"label": "Big jar"}, 4).json()["label"] == "Big jar"
    # A label of its own no longer follows the contents.
    assert desk.patch(path, {"net": {"value": "450", "unit": "g"}}).json()["label"] == "Big jar"
    assert desk.patch(path, {"archived": True}).json()["archived"]
    assert desk.patch(path, {"archived": False}).json()["archived"] is False


def test_two_variants_cannot_be_alike(desk: Desk) -> None:
    made = desk.created()
    twin = desk.post(f"/v1/products/{made['id']}/variants", {"net": {"value": "250.0", "unit": "g"}})
    assert (twin.status_code, twin.json()["code"]) == (409, "variant_exists")
    desk.patch(f"/v1/variants/{first(made)}", {"label": "Jar"})
    other = desk.post(f"/v1/products/{made['id']}/variants", {"net": {"value": "250", "unit": "g"}, "label": "JAR "})
    assert other.json()["code"] == "variant_exists"


def test_what_is_on_sale_keeps_a_variant(desk: Desk) -> None:
    made = desk.created(on_hand=1)
    desk.patch(f"/v1/products/{made['id']}", {"state": "published"})
    kept = desk.patch(f"/v1/variants/{first(made)}", {"archived": True})
    assert (kept.status_code, kept.json()["code"]) == (409, "last_variant_on_sale")


def test_a_new_price_leaves_the_old_one_on_record(desk: Desk) -> None:
    made = desk.created()
    path = f"/v1/variants/{first(made)}/prices/EUR"
    raised = desk.put(path, {"amount": 950, "premium": 20})
    assert raised.status_code == 200, raised.text
    assert raised.json()["prices"][0]["price"]["amount"] == 950
    assert raised.json()["prices"][0]["premium"]["amount"] == 20
    assert raised.headers["ETag"] == '"2"'
    # The same again changes nothing; without a word about the premium it stays.
    assert desk.put(path, {"amount": 950}).headers["ETag"] == '"2"'
    assert desk.put(path, {"amount": 960}).json()["prices"][0]["premium"]["amount"] == 20
    rows = "select string_agg(amount_minor::text, ' ' order by valid_from) from price where variant_id = :id"
    assert desk.one(rows, id=first(made)) == "900 950 960"
    gaps = """select count(*) from (
        select valid_from, lag(valid_to) over (order by valid_from) as before from price where variant_id = :id) each
        where before <> valid_from"""
    assert desk.one(gaps, id=first(made)) == 0


def test_a_price_in_another_currency_stands_beside(desk: Desk) -> None:
    made = desk.created()
    both = desk.put(f"/v1/variants/{first(made)}/prices/USD", {"amount": 1050}).json()["prices"]
    assert [(each["price"]["amount"], each["price"]["currency"]) for each in both] == [(900, "EUR"), (1050, "USD")]


@pytest.mark.parametrize(
    ("currency", "body", "status", "code"),
    [
        ("EUR", {"amount": 0}, 422, "invalid_request"),
        ("EUR", {"amount": "900"}, 422, "invalid_request"),
        ("EUR", {"amount": 900, "premium": 900}, 422, "price_below_premium"),
        ("EUR", {"amount": 900, "premium": 890}, 422, "price_too_low"),
        ("EUR", {"amount": 999_999_999}, 422, "not_chargeable"),
        ("ABC", {"amount": 900}, 422, "unknown_currency"),
        ("eur", {"amount": 900}, 422, "invalid_request"),
    ],
)
def test_prices_that_cannot_be_are_refused(desk: Desk, currency: str, body: dict, status: int, code: str) -> None:
    made = desk.created()
    refused = desk.put(f"/v1/variants/{first(made)}/prices/{currency}", body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert desk.page(made["id"])["variants"][0]["prices"][0]["price"]["amount"] == 900


def test_counts_are_set_and_moved_but_not_below_what_checkouts_hold(desk: Desk) -> None:
    coffee = desk.shop.coffee
    desk.shop.place({coffee: 3})
    path = f"/v1/variants/{coffee}"
    assert desk.put(f"{path}/stock", {"on_hand": 12}).json() == {
        "variant_id": coffee,
        "on_hand": 12,
        "held": 3,
        "available": 9,
    }
    moved = desk.post(f"{path}/stock-changes", {"change": -4}, **{"Idempotency-Key": "k"})
    assert (moved.status_code, moved.json()["on_hand"]) == (200, 8)
    assert desk.post(f"{path}/stock-changes", {"change": -4}, **{"Idempotency-Key": "k"}).json()["on_hand"] == 8
    for refused in (desk.put(f"{path}/stock", {"on_hand": 2}), desk.post(f"{path}/stock-changes", {"change": -6})):
        assert (refused.status_code, refused.json()["code"]) == (409, "stock_held")
        assert refused.json()["facts"] == {"on_hand": 2, "held": 3}
    assert desk.post(f"{path}/stock-changes", {"change": -9}).json()["code"] == "bad_stock"
    assert desk.post(f"{path}/stock-changes", {"change": 1_000_000}).json()["code"] == "bad_stock"
    assert desk.post(f"{path}/stock-changes", {"change": 10**30}).json()["code"] == "invalid_request"
    assert desk.one("select on_hand from stock where variant_id = :id", id=coffee) == 8


def test_another_producers_variants_are_not_there(desk: Desk) -> None:
    theirs = f"/v1/variants/{desk.shop.chocolate}"
    for method, path, body in (
        ("PATCH", theirs, {"sku": "x"}),
        ("PUT", f"{theirs}/prices/EUR", {"amount": 100}),
        ("PUT", f"{theirs}/stock", {"on_hand": 0}),
        ("POST", f"{theirs}/stock-changes", {"change": -1}),
    ):
        foreign = desk.http.request(method, path, json=body, headers={**desk.as_rosa, "If-Match": "*"})
        missing = desk.http.request(
            method,
            path.replace(desk.shop.chocolate, "var_01kb3v6c2ve6r8x7q4p1zt9m5n"),
            json=body,
            headers={**desk.as_rosa, "If-Match": "*"},
        )
        assert (foreign.status_code, foreign.json()["code"]) == (404, "no_such_own_variant"), path
        assert missing.json()["code"] == "no_such_own_variant"
    assert desk.http.put(f"{theirs}/stock", json={"on_hand": 5}, headers=desk.as_akosua).status_code == 200
