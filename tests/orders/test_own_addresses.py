"""Where one's own orders went: offered to the buyer alone, and never after an erasure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.app import create_app
from kit.clock import utc_now
from kit.database import Database
from kit.ids import new_id
from market.accounts.sign_in import start_session
from market.orders.address_queries import list_own_addresses
from market.orders.place_order import place_order
from market.orders.reach import Reach
from market.privacy.erase_person import erase_person
from models.accounts import Person
from tests.api.conftest import open_tools
from tests.shop import ADDRESS, BUYER, NOW, Shop

PATH = "/v1/me/addresses"


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    return Shop.open(clean_database, stock=50)


@pytest.fixture
def client(shop: Shop, fresh_database_url: str) -> Iterator[TestClient]:
    with TestClient(create_app(open_tools(fresh_database_url, shop)), raise_server_exceptions=False) as client:
        yield client


class Buyer:
    """A person with a session."""

    def __init__(self, shop: Shop, email: str):
        self.shop = shop
        with shop.database.transaction() as session:
            person = Person(id=new_id("usr"), email=email, full_name="Camille Roux", email_confirmed_at=NOW)
            session.add(person)
            session.flush()
            self.id = person.id
            started = start_session(session, person_id=self.id, agent="tests", now=utc_now())
            self.headers = {"Authorization": f"Bearer {started.token}"}

    def buy(self, full_name: str = "Camille Roux", **address: str) -> str:
        return place(self.shop, self.id, full_name, **address)


def place(shop: Shop, person_id: str | None, full_name: str = "Camille Roux", **address: str) -> str:
    with shop.database.transaction() as session:
        opened = shop.cart(session, {shop.coffee: 1}, person_id=person_id)
        buyer = replace(BUYER, full_name=full_name, address=ADDRESS | address)
        reach = Reach(person_id, opened.secret)
        placed = place_order(
            session, cart_id=opened.cart.id, reach=reach, buyer=buyer, hold=timedelta(minutes=30), now=NOW
        )
        return placed.order_id


@pytest.fixture
def camille(shop: Shop) -> Buyer:
    return Buyer(shop, BUYER.email)


def streets(client: TestClient, buyer: Buyer) -> list[str]:
    answer = client.get(PATH, headers=buyer.headers)
    assert answer.status_code == 200
    return [one["shipping_address"]["line1"] for one in answer.json()["data"]]


def test_the_last_address_comes_first_and_each_once(client: TestClient, camille: Buyer) -> None:
    camille.buy(line1="1 quai Rouge")
    camille.buy(line1="2 quai Vert")
    newest = camille.buy(line1="1 Quai ROUGE")
    answer = client.get(PATH, headers=camille.headers)
    assert answer.headers["cache-control"] == "private, no-store"
    first, second = answer.json()["data"]
    assert first["order_id"] == newest
    assert first["full_name"] == "Camille Roux"
    assert first["shipping_address"] == ADDRESS | {"line1": "1 Quai ROUGE"}
    assert second["shipping_address"]["line1"] == "2 quai Vert"


def test_for_somebody_else_at_the_same_place_is_another_address(client: TestClient, camille: Buyer) -> None:
    camille.buy()
    camille.buy("Luc Roux")
    named = [one["full_name"] for one in client.get(PATH, headers=camille.headers).json()["data"]]
    assert named == ["Luc Roux", "Camille Roux"]


def test_five_are_told_at_most(client: TestClient, camille: Buyer) -> None:
    for number in range(7):
        camille.buy(line1=f"{number} quai Rouge")
    assert streets(client, camille) == [f"{number} quai Rouge" for number in (6, 5, 4, 3, 2)]


def test_a_checkout_takes_an_address_as_it_is_told(client: TestClient, shop: Shop, camille: Buyer) -> None:
    camille.buy(line2="2nd floor")
    told = client.get(PATH, headers=camille.headers).json()["data"][0]
    cart = client.post("/v1/carts", json={"country": "FR"}, headers=camille.headers).json()
    path = f"/v1/carts/{cart['id']}"
    client.put(f"{path}/lines/{shop.coffee}", json={"quantity": 1}, headers=camille.headers)
    body = {"email": BUYER.email, "full_name": told["full_name"], "shipping_address": told["shipping_address"]}
    placed = client.post(f"{path}/checkout", json=body, headers={**camille.headers, "Idempotency-Key": "again"})
    assert placed.status_code in {200, 201}, placed.text
    assert len(client.get(PATH, headers=camille.headers).json()["data"]) == 1


def test_nobody_elses_address_is_told(client: TestClient, shop: Shop, camille: Buyer) -> None:
    camille.buy(line1="1 quai Rouge")
    # A guest who wrote the same e-mail address may be anybody.
    place(shop, None, line1="9 quai Noir")
    stranger = Buyer(shop, "kwame@example.org")
    assert streets(client, stranger) == []
    assert streets(client, camille) == ["1 quai Rouge"]


def test_who_is_not_signed_in_is_told_none(client: TestClient, camille: Buyer) -> None:
    camille.buy()
    cart = client.post("/v1/carts", json={"country": "FR"}).json()
    for headers in ({}, {"Cart-Secret": cart["secret"]}, {"Order-Secret": cart["secret"]}):
        assert client.get(PATH, headers=headers).status_code == 401


def test_a_guests_order_opens_to_no_other_carts_secret(client: TestClient, shop: Shop) -> None:
    order_id = place(shop, None)
    other = client.post("/v1/carts", json={"country": "FR"}).json()
    answer = client.get(f"/v1/orders/{order_id}", headers={"Order-Secret": other["secret"]})
    assert answer.status_code == 404
    assert ADDRESS["line1"] not in answer.text


def test_nothing_erased_is_offered(client: TestClient, shop: Shop, camille: Buyer) -> None:
    camille.buy()
    with shop.database.transaction() as session:
        session.execute(text("update customer_order set state = 'expired', closed_at = now()"))
    with shop.database.transaction() as session:
        erase_person(session, person_id=camille.id, now=utc_now())
    assert client.get(PATH, headers=camille.headers).status_code == 401
    with shop.database.reading() as session:
        assert list_own_addresses(session, person_id=camille.id, limit=5) == []
