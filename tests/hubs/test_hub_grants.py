"""What a producer lets a hub offer, from the grant to its end."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.clock import utc_now
from models.enums import MemberRole, ProductState
from models.organisations import Membership
from tests.api.people import People, Somebody

Json = dict[str, object]


def hub_steward(people: People) -> Somebody:
    """A verifier of the federation who is a steward of it too: the federation is the hub of these tests."""
    with people.shop.database.transaction() as session:
        session.add(
            Membership(
                person_id=people.verifier.person_id,
                organisation_id=people.verifier.organisation_id,
                role=MemberRole.STEWARD,
            )
        )
    return people.verifier


def grant(client: TestClient, people: People, **terms: object) -> Json:
    """The producer's grant to the federation, of everything unless the terms say otherwise."""
    body = {"hub": "alianza"} | (terms if terms.keys() & {"categories", "products"} else {"covers_all": True} | terms)
    path = f"/v1/organisations/{people.producer.organisation_id}/hub-grants"
    answer = client.post(path, json=body, headers=people.producer.headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


def act(client: TestClient, made: Json, what: str, by: Somebody) -> tuple[int, Json]:
    answer = client.post(f"/v1/hub-grants/{made['id']}/{what}", headers=by.headers)
    return answer.status_code, answer.json()


def offers(client: TestClient, hub: Somebody) -> list[Json]:
    answer = client.get(f"/v1/organisations/{hub.organisation_id}/hub-offers", headers=hub.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def hub_products(people: People, at: datetime) -> list[str]:
    """The database's own answer, that lists are narrowed by."""
    with people.shop.database.reading() as session:
        asked = {"hub": people.verifier.organisation_id, "at": at}
        return list(session.execute(text("select product_id from hub_products(:hub, :at)"), asked).scalars())


def test_both_sides_agree_and_either_ends(client: TestClient, people: People) -> None:
    hub = hub_steward(people)
    made = grant(client, people)
    assert offers(client, hub) == []
    status, refused = act(client, made, "accept", people.producer)
    assert (status, refused["code"]) == (409, "hub_grant_answered")
    status, accepted = act(client, made, "accept", hub)
    assert status == 200 and accepted["accepted_at"]
    (offered,) = offers(client, hub)
    assert offered["variant_id"] == people.shop.coffee
    assert offered["price"] == {"amount": 1490, "currency": "EUR"}
    assert (offered["may_set_stock"], offered["may_set_price"]) == (False, False)
    status, ended = act(client, made, "end", hub)
    assert status == 200 and ended["ended_at"]
    assert offers(client, hub) == []
    assert hub_products(people, utc_now()) == []
    assert act(client, made, "end", people.producer)[1]["code"] == "hub_grant_answered"


def test_a_grant_holds_for_its_days(client: TestClient, people: People) -> None:
    hub, now = hub_steward(people), utc_now()
    begins, ends = now + timedelta(days=1), now + timedelta(days=10)
    made = grant(client, people, valid_from=begins.isoformat(), valid_to=ends.isoformat())
    act(client, made, "accept", hub)
    second = timedelta(seconds=1)
    found = [len(hub_products(people, at)) for at in (now, begins - second, begins, ends - second, ends)]
    assert found == [0, 0, 1, 1, 0]


@pytest.mark.parametrize(
    ("terms", "offered"),
    [
        ({"categories": ["food"]}, 1),
        ({"categories": ["coffee"]}, 1),
        ({"categories": ["textiles"]}, 0),
        ({"categories": ["textiles", "coffee"]}, 1),
    ],
)
def test_a_category_holds_for_all_below_it(
    client: TestClient, people: People, terms: dict[str, object], offered: int
) -> None:
    hub = hub_steward(people)
    act(client, grant(client, people, **terms), "accept", hub)
    assert len(offers(client, hub)) == offered


def test_a_single_product_can_be_granted_and_set(client: TestClient, people: People) -> None:
    hub = hub_steward(people)
    made = grant(client, people, products=[people.producer.product_id], may_set_stock=True)
    assert made["product_names"] == ["Coffee of Piura"]
    act(client, made, "accept", hub)
    (offered,) = offers(client, hub)
    assert (offered["may_set_stock"], offered["may_set_price"]) == (True, False)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"hub": "alianza"}, 422, "hub_grant_not_sensible"),
        ({"hub": "alianza", "covers_all": True, "categories": ["coffee"]}, 422, "hub_grant_not_sensible"),
        ({"hub": "alianza", "covers_all": True, "valid_to": "2020-01-01T00:00:00Z"}, 422, "hub_grant_not_sensible"),
        ({"hub": "alianza", "categories": ["nonsense"]}, 422, "no_such_category"),
        ({"hub": "solifair", "covers_all": True}, 404, "no_such_hub"),
        ({"hub": "norandino", "covers_all": True}, 404, "no_such_hub"),
        ({"hub": "nobody", "covers_all": True}, 404, "no_such_hub"),
        ({"hub": "alianza\u0000", "covers_all": True}, 422, "invalid_request"),
        ({"hub": "alianza", "covers_all": "yes"}, 422, "invalid_request"),
        ({"hub": "alianza", "covers_all": True, "valid_to": 20301125}, 422, "invalid_request"),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused(
    client: TestClient, people: People, body: Json, status: int, code: str
) -> None:
    path = f"/v1/organisations/{people.producer.organisation_id}/hub-grants"
    answer = client.post(path, json=body, headers=people.producer.headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_another_producers_product_is_as_one_that_is_not_there(client: TestClient, people: People) -> None:
    path = f"/v1/organisations/{people.producer.organisation_id}/hub-grants"
    answers = [
        client.post(path, json={"hub": "alianza", "products": [id_]}, headers=people.producer.headers)
        for id_ in (people.other_producer.product_id, "prod_01kb3v6c2ve6r8x7q4p1zt9m5n")
    ]
    assert [(answer.status_code, answer.json()["facts"]["problem"]) for answer in answers] == [
        (422, "no_such_product")
    ] * 2


def test_nobody_else_sees_accepts_or_ends_a_grant(client: TestClient, people: People) -> None:
    made = grant(client, people)
    for somebody in (people.other_producer, people.other_verifier, people.verifier):
        for what in ("accept", "end"):
            status, refused = act(client, made, what, somebody)
            assert (status, refused["code"]) == (404, "no_such_hub_grant")
    path = f"/v1/organisations/{people.other_producer.organisation_id}/hub-grants"
    assert client.get(path, headers=people.other_producer.headers).json()["data"] == []


def test_each_step_is_in_the_audit_log(client: TestClient, people: People) -> None:
    hub = hub_steward(people)
    made = grant(client, people)
    act(client, made, "accept", hub)
    act(client, made, "end", people.producer)
    with people.shop.database.reading() as session:
        told = text("select action, actor_id from audit_event where object_id = :id order by sequence")
        rows = [tuple(row) for row in session.execute(told, {"id": made["id"]})]
    rosa = people.producer.person_id
    assert rows == [("hub.grant", rosa), ("hub.accept", hub.person_id), ("hub.end", rosa)]


def set_as_hub(client: TestClient, hub: Somebody, variant_id: str, what: str, body: Json) -> tuple[int, Json]:
    path = f"/v1/organisations/{hub.organisation_id}/hub-offers/{variant_id}/{what}"
    answer = client.put(path, json=body, headers=hub.headers)
    return answer.status_code, answer.json() if answer.content else {}


def test_a_hub_sets_stock_and_price_only_where_and_while_it_may(client: TestClient, people: People) -> None:
    hub, coffee = hub_steward(people), people.shop.coffee
    on_hand = people.shop.stock(coffee)[0]
    stock: Json = {"on_hand": on_hand + 3}
    price: Json = {"amount": 1600}
    refused = (404, "not_granted_to_hub")
    for what, body in (("stock", stock), ("prices/EUR", price)):
        status, problem = set_as_hub(client, hub, coffee, what, body)
        assert (status, problem["code"]) == refused
    only_stock = grant(client, people, may_set_stock=True)
    assert set_as_hub(client, hub, coffee, "stock", stock)[0] == 404
    act(client, only_stock, "accept", hub)
    assert set_as_hub(client, hub, coffee, "stock", stock)[0] == 200
    assert people.shop.stock(coffee)[0] == on_hand + 3
    assert set_as_hub(client, hub, coffee, "prices/EUR", price)[1]["code"] == refused[1]
    act(client, grant(client, people, may_set_price=True), "accept", hub)
    assert set_as_hub(client, hub, coffee, "prices/EUR", price)[0] == 204
    assert set_as_hub(client, hub, coffee, "prices/EUR", {"amount": 44})[1]["code"] == "not_chargeable"
    split = client.get(f"/v1/variants/{coffee}/breakdown").json()
    assert split["total"]["amount"] == 1600
    assert {part["kind"]: part["amount"]["amount"] for part in split["parts"]}["premium"] == 44
    act(client, only_stock, "end", people.producer)
    assert set_as_hub(client, hub, coffee, "stock", {"on_hand": 1})[1]["code"] == refused[1]
    # What another producer makes, and what is not there, is the same to a hub.
    for other in (people.shop.chocolate, "var_01kb3v6c2ve6r8x7q4p1zt9m5n"):
        assert set_as_hub(client, hub, other, "stock", stock)[1]["code"] == refused[1]


def test_a_hubs_order_is_seen_by_each_producer_as_its_own_parcel_also_after_the_end(
    client: TestClient, people: People
) -> None:
    hub, shop = hub_steward(people), people.shop
    made = grant(client, people)
    act(client, made, "accept", hub)
    placed = shop.place({shop.coffee: 2, shop.chocolate: 1}, person_id=hub.person_id)
    shop.settle(placed.order_id)
    act(client, made, "end", people.producer)
    for maker, name in ((people.producer, "Coffee of Piura"), (people.other_producer, "Chocolate of Kumasi")):
        path = f"/v1/organisations/{maker.organisation_id}/parcels?limit=100"
        parcels = client.get(path, headers=maker.headers).json()["data"]
        (own,) = [one for one in parcels if one["order_id"] == placed.order_id]
        assert {line["name"] for line in own["lines"]} == {name}
        assert client.get(f"/v1/orders/{placed.order_id}", headers=maker.headers).status_code == 404
    seen = client.get(f"/v1/orders/{placed.order_id}", headers=hub.headers).json()
    assert len(seen["parcels"]) == 2


def test_everybody_sees_what_a_hub_offers_now_and_nothing_else(client: TestClient, people: People) -> None:
    hub = hub_steward(people)
    for name in ("alianza", "norandino", "nobody", hub.organisation_id):
        assert client.get(f"/v1/hubs/{name}").status_code == 404
    made = grant(client, people)
    act(client, made, "accept", hub)
    with people.shop.database.transaction() as session:
        people.shop.world.session = session
        for name in ("Arabica", "Bourbon"):
            people.shop.world.product(name.lower(), name, translations={("fr", "name"): f"{name} en grains"})
        people.shop.world.product("secret", "A draft", state=ProductState.DRAFT)
        # The coffee will be cheaper tomorrow.
        session.execute(text("update price set valid_to = now() + interval '1 day' where amount_minor = 1490"))
        session.execute(
            text(
                """insert into price (id, variant_id, currency, amount_minor, premium_minor, valid_from)
                   select 'pri_next', variant_id, currency, 900, 0, valid_to from price where amount_minor = 1490"""
            )
        )
    first = client.get("/v1/hubs/alianza?limit=2&lang=fr").json()
    assert first["hub"]["name"] == "Alianza Andina" and first["has_more"]
    assert [one["name"] for one in first["data"]] == ["Arabica en grains", "Bourbon en grains"]
    rest = client.get(f"/v1/hubs/alianza?limit=2&cursor={first['next_cursor']}").json()
    assert [one["name"] for one in rest["data"]] == ["Coffee of Piura"]
    assert rest["data"][0]["price"] == {"amount": 1490, "currency": "EUR"}
    act(client, made, "end", people.producer)
    assert client.get("/v1/hubs/alianza").json()["code"] == "no_such_hub"
