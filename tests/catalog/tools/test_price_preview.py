"""Who would get what of a price that is only being typed."""

from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.database import Database
from tests.api.people import People

Json = dict[str, Any]


def preview(client: TestClient, people: People, query: str) -> tuple[int, Json]:
    path = f"/v1/organisations/{people.producer.organisation_id}/price-preview?{query}"
    answer = client.get(path, headers=people.producer.headers)
    return answer.status_code, answer.json()


def parts(document: Json) -> dict[str, int]:
    return {part["kind"]: part["amount"]["amount"] for part in document["parts"]}


def test_a_price_of_nothing_yet_is_cut_as_the_shop_cuts_the_same_product(client: TestClient, people: People) -> None:
    _, shop = client, people.shop
    served = client.get(f"/v1/variants/{shop.coffee}/breakdown?country=FR").json()
    status, seen = preview(client, people, "amount=1490&premium=44&category=coffee&country=FR")
    assert status == 200
    assert seen["parts"] == served["parts"] and seen["total"] == served["total"]
    assert seen["receives"] == parts(seen)["producer"] + 44
    assert sum(parts(seen).values()) == 1490


@pytest.mark.parametrize("amount", [50, 51, 99, 100, 1490, 99_999_999])
def test_the_parts_always_sum_to_the_price(client: TestClient, people: People, amount: int) -> None:
    status, seen = preview(client, people, f"amount={amount}&category=coffee")
    assert (status, sum(parts(seen).values())) == (200, amount)


def test_without_a_category_it_is_what_the_next_product_would_be(client: TestClient, people: People) -> None:
    """The form for a new product asks for no category: the product is made like the last one."""
    path = f"/v1/organisations/{people.producer.organisation_id}/products"
    food = {"name": "Panela", "price": {"amount": 490, "currency": "EUR"}, "net": {"value": "250", "unit": "g"}}
    made = client.post(
        path, json={**food, "category": "coffee"}, headers={**people.producer.headers, "Idempotency-Key": "next-1"}
    )
    assert made.status_code == 201, made.text
    assert (
        preview(client, people, "amount=1490")[1]["parts"]
        == (preview(client, people, "amount=1490&category=coffee")[1]["parts"])
    )


def test_a_first_product_is_taxed_in_full_even_where_no_shelf_for_it_was_made(
    client: TestClient, people: People, clean_database: Database
) -> None:
    with clean_database.transaction() as session:
        session.execute(text("update product set state = 'archived'"))
        session.execute(text("delete from category where code = 'other'"))
    status, seen = preview(client, people, "amount=1200&country=FR")
    assert (status, parts(seen)["vat"]) == (200, 200)


def test_a_variants_price_is_tried_without_being_stored(client: TestClient, people: People) -> None:
    before = client.get(f"/v1/variants/{people.shop.coffee}/breakdown").json()
    status, seen = preview(client, people, f"amount=2000&premium=100&variant_id={people.shop.coffee}")
    assert status == 200 and seen["total"] == {"amount": 2000, "currency": "EUR"}
    assert parts(seen)["premium"] == 100
    assert client.get(f"/v1/variants/{people.shop.coffee}/breakdown").json() == before


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("amount=100&category=nonsense", 422, "no_such_category"),
        ("amount=100&premium=101&category=coffee", 422, "price_too_low"),
        ("amount=100&category=coffee&country=XX", 409, "no_tax_rate"),
        ("amount=100&category=coffee&currency=XYZ", 422, "unknown_currency"),
        ("amount=49&category=coffee", 422, "not_chargeable"),
        ("amount=100000000&category=coffee", 422, "not_chargeable"),
        ("amount=1005&category=coffee&currency=KWD", 422, "not_chargeable"),
        ("amount=0", 422, "invalid_request"),
        ("amount=-5", 422, "invalid_request"),
        ("amount=1e9", 422, "invalid_request"),
        (f"amount={10**30}", 422, "invalid_request"),
        ("amount=100&nonsense=1", 400, "unknown_parameter"),
        ("amount=100&variant_id=var_01kb3v6c2ve6r8x7q4p1zt9m5n", 404, "no_such_variant"),
        ("amount=100&category=%00", 422, "unstorable_text"),
    ],
)
def test_what_cannot_be_priced_says_why(client: TestClient, people: People, query: str, status: int, code: str) -> None:
    got, problem = preview(client, people, query)
    assert (got, problem["code"]) == (status, code)


def test_another_producers_variant_is_not_there(client: TestClient, people: People) -> None:
    assert preview(client, people, f"amount=700&variant_id={people.shop.chocolate}")[0] == 404
