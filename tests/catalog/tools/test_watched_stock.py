"""Told that few are left: once for each fall, by whatever made it, until there is more again."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from market.orders.expire_order import expire_order
from tests.api.people import People, Somebody
from tests.shop import NOW, Shop

Json = dict[str, object]


def watch(client: TestClient, by: Somebody, threshold: int | None, variant_id: str = "all") -> None:
    path = f"/v1/organisations/{by.organisation_id}/stock-watches/{variant_id}"
    answer = client.put(path, json={"threshold": threshold}, headers=by.headers)
    assert answer.status_code == 200, answer.text


def alerts(client: TestClient, by: Somebody, *, include_resolved: bool = False) -> list[Json]:
    path = f"/v1/organisations/{by.organisation_id}/stock-alerts?include_resolved={include_resolved}"
    answer = client.get(path, headers=by.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def put_stock(shop: Shop, on_hand: int) -> None:
    with shop.database.transaction() as session:
        session.execute(text("update stock set on_hand = reserved + :n"), {"n": on_hand})


def test_a_checkout_that_holds_the_last_ones_is_told_once(client: TestClient, people: People, shop: Shop) -> None:
    put_stock(shop, 10)
    watch(client, people.producer, 8)
    assert alerts(client, people.producer) == []
    shop.place({shop.coffee: 1})
    assert alerts(client, people.producer) == []
    shop.place({shop.coffee: 1})
    (first,) = alerts(client, people.producer)
    assert (first["variant_id"], first["available"], first["threshold"]) == (shop.coffee, 8, 8)
    shop.place({shop.coffee: 3})
    (same,) = alerts(client, people.producer)
    assert (same["id"], same["available"]) == (first["id"], 5)
    assert alerts(client, people.other_producer) == []


def test_restocking_resolves_and_another_fall_is_another_alert(client: TestClient, people: People, shop: Shop) -> None:
    watch(client, people.producer, 3, shop.coffee)
    put_stock(shop, 3)
    (first,) = alerts(client, people.producer)
    put_stock(shop, 4)
    assert alerts(client, people.producer) == []
    put_stock(shop, 0)
    (second,) = alerts(client, people.producer)
    assert second["id"] != first["id"]
    assert [one["id"] for one in alerts(client, people.producer, include_resolved=True)] == [second["id"], first["id"]]


def test_an_order_that_lapses_gives_back_and_resolves(client: TestClient, people: People, shop: Shop) -> None:
    put_stock(shop, 5)
    watch(client, people.producer, 4)
    placed = shop.place({shop.coffee: 1})
    assert len(alerts(client, people.producer)) == 1
    with shop.database.transaction() as session:
        expire_order(session, order_id=placed.order_id, now=NOW + timedelta(hours=1))
    assert alerts(client, people.producer) == []


def test_a_threshold_tells_at_once_and_its_end_takes_back(client: TestClient, people: People, shop: Shop) -> None:
    put_stock(shop, 5)
    watch(client, people.producer, 5)
    assert len(alerts(client, people.producer)) == 1
    # The variant's own threshold goes before that of all.
    watch(client, people.producer, 2, shop.coffee)
    assert alerts(client, people.producer) == []
    watch(client, people.producer, None, shop.coffee)
    assert len(alerts(client, people.producer)) == 1
    watch(client, people.producer, None)
    assert alerts(client, people.producer) == []


def test_what_is_off_the_shelf_runs_short_for_nobody(client: TestClient, people: People, shop: Shop) -> None:
    watch(client, people.producer, 1000)
    assert len(alerts(client, people.producer)) == 1
    with shop.database.transaction() as session:
        session.execute(text("update product set state = 'draft'"))
    assert alerts(client, people.producer) == []


def test_another_producers_variant_answers_like_a_missing_one(client: TestClient, people: People, shop: Shop) -> None:
    for variant_id in (shop.chocolate, "var_01kb3v6c2ve6r8x7q4p1zt9m5n", "nonsense"):
        path = f"/v1/organisations/{people.producer.organisation_id}/stock-watches/{variant_id}"
        answer = client.put(path, json={"threshold": 1}, headers=people.producer.headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_variant")


@pytest.mark.parametrize("threshold", [-1, 1_000_001, "3", 2.5, True])
def test_a_threshold_is_a_count(client: TestClient, people: People, threshold: object) -> None:
    path = f"/v1/organisations/{people.producer.organisation_id}/stock-watches/all"
    answer = client.put(path, json={"threshold": threshold}, headers=people.producer.headers)
    assert answer.status_code == 422, answer.text


def test_the_stock_list_is_by_name_and_goes_on_where_it_stopped(client: TestClient, people: People, shop: Shop) -> None:
    path = f"/v1/organisations/{people.producer.organisation_id}/stock"
    with shop.database.transaction() as session:
        shop.world.session = session
        for name in ("Azúcar", "cacao", "Coffee of Piura"):
            shop.world.product(name.lower().replace(" ", "-") + "-x", name, stock=7)
    seen, cursor = [], ""
    for _ in range(10):
        answer = client.get(f"{path}?limit=1{cursor}", headers=people.producer.headers).json()
        seen += [(one["product_name"], one["available"]) for one in answer["data"]]
        if not answer["has_more"]:
            break
        cursor = f"&cursor={answer['next_cursor']}"
    assert [name for name, _ in seen] == ["Azúcar", "cacao", "Coffee of Piura", "Coffee of Piura"]
    found = client.get(f"{path}?q=azucar", headers=people.producer.headers).json()["data"]
    assert [one["product_name"] for one in found] == ["Azúcar"]
    assert client.get(f"{path}?cursor=nonsense", headers=people.producer.headers).status_code == 400
