"""What was bought through a hub says so, to its buyer and to its producer, also when the grant has ended."""

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from tests.api.people import People
from tests.hubs.test_hub_grants import act, grant, hub_steward

ADDRESS = {"line1": "1 rue", "postal_code": "69004", "city": "Lyon", "country": "FR"}
ALIANZA = "alianza"


class Buyer:
    """A guest with a cart."""

    def __init__(self, client: TestClient):
        self.client = client
        cart = client.post("/v1/carts", json={"country": "FR"}).json()
        self.path, self.secret = f"/v1/carts/{cart['id']}", {"Cart-Secret": cart["secret"]}

    def put(self, variant_id: str, **body: object):
        return self.client.put(f"{self.path}/lines/{variant_id}", json={"quantity": 1, **body}, headers=self.secret)

    def order(self) -> dict:
        placed = self.client.post(
            f"{self.path}/checkout",
            json={"email": "a@example.org", "full_name": "A", "shipping_address": ADDRESS},
            headers={**self.secret, "Idempotency-Key": "once"},
        )
        assert placed.status_code == 201, placed.text
        return self.read(placed.json()["order_id"])

    def read(self, order_id: str) -> dict:
        headers = {"Order-Secret": self.secret["Cart-Secret"]}
        return self.client.get(f"/v1/orders/{order_id}", headers=headers).json()


def hubs(order: dict) -> dict[str, str | None]:
    """By product."""
    return {
        line["name"]: line["hub"] and line["hub"]["slug"] for parcel in order["parcels"] for line in parcel["lines"]
    }


@pytest.fixture
def made(client: TestClient, people: People) -> dict:
    made = grant(client, people)
    assert act(client, made, "accept", hub_steward(people))[0] == 200
    return made


def test_a_line_says_through_whom_it_was_bought_for_ever(client: TestClient, people: People, made: dict) -> None:
    buyer = Buyer(client)
    assert buyer.put(people.shop.coffee, hub=ALIANZA).status_code == 200
    assert buyer.put(people.shop.coffee, quantity=2).status_code == 200, "how many is nothing new about the hub"
    buyer.put(people.shop.chocolate)
    order = buyer.order()
    wanted = {"Coffee of Piura": "alianza", "Chocolate of Kumasi": None}
    assert hubs(order) == wanted
    act(client, made, "end", people.producer)
    assert hubs(buyer.read(order["id"])) == wanted
    with people.shop.database.transaction() as session:
        session.execute(
            text("update customer_order set state = 'paid', paid_at = now() where id = :id"), {"id": order["id"]}
        )
    path = f"/v1/organisations/{people.producer.organisation_id}/parcels"
    own = client.get(path, headers=people.producer.headers).json()["data"]
    (line,) = [line for parcel in own if parcel["order_id"] == order["id"] for line in parcel["lines"]]
    assert (line["quantity"], line["hub"]["name"]) == (2, "Alianza Andina")


def test_the_money_goes_where_it_always_goes(client: TestClient, people: People, made: dict) -> None:
    def parts(buyer: Buyer) -> list[tuple]:
        order = buyer.order()
        sql = (
            "select kind, payer, beneficiary_id, amount_minor from breakdown_part where order_id = :id order by 1, 3, 4"
        )
        with people.shop.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql), {"id": order["id"]})]

    through, straight = Buyer(client), Buyer(client)
    through.put(people.shop.coffee, hub=people.verifier.organisation_id)
    straight.put(people.shop.coffee)
    assert parts(through) == parts(straight)


@pytest.mark.parametrize("hub", ["nobody", "kuapa", "solifair", "org_00000000000000000000000000"])
def test_who_does_not_offer_it_is_not_recorded(client: TestClient, people: People, made: dict, hub: str) -> None:
    refused = Buyer(client).put(people.shop.coffee, hub=hub)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_offered_by_hub")
    assert refused.json()["facts"] == {"hub": hub}


def test_a_hub_offers_nothing_after_its_grant_has_ended(client: TestClient, people: People, made: dict) -> None:
    act(client, made, "end", people.producer)
    assert Buyer(client).put(people.shop.coffee, hub=ALIANZA).status_code == 409


@pytest.mark.parametrize("hub", ["", "a\x00b", 7, "x" * 201])
def test_what_is_no_name_of_a_hub_is_refused(client: TestClient, people: People, hub: object) -> None:
    assert Buyer(client).put(people.shop.coffee, hub=hub).status_code == 422
