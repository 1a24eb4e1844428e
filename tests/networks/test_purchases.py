"""Buying for an organisation, and what members of a network buy from each other."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.clock import utc_now
from kit.ids import new_id
from market.networks.purchase_queries import list_bought, list_holdings
from market.networks.purchase_rules import Bought, ToldPurchases, trend
from market.networks.rules import Quarter
from market.networks.tell_purchases import tell_purchases
from market.networks.telling_rules import Holding
from market.orders.buy_for import buy_for
from market.orders.errors import NotInBuyingOrganisation
from market.orders.place_order import place_order
from market.orders.reach import Reach
from market.payments.refunds.plan import LineWish
from market.payments.refunds.request_refund import request_refund
from models.enums import LiableParty, OrganisationKind, RefundKind
from models.organisations import NetworkMembership, Organisation
from tests.api.people import People, Somebody
from tests.shop import BUYER, NOW, Shop

ADDRESS = {"line1": "1 rue", "postal_code": "69004", "city": "Lyon", "country": "FR"}
COFFEE, CHOCOLATE = 1490, 695
DAYS = timedelta(days=9)
TOMORROW = date(2026, 11, 25)


def put_buyer(client: TestClient, cart_id: str, organisation_id: str, by: Somebody | None):
    headers = by.headers if by else {}
    return client.put(f"/v1/carts/{cart_id}/buyer", json={"organisation_id": organisation_id}, headers=headers)


def test_one_buys_for_ones_own_organisation_and_the_order_says_so(client: TestClient, people: People) -> None:
    rosa = people.producer
    answer = put_buyer(client, rosa.cart_id, rosa.organisation_id, rosa)
    assert answer.status_code == 200, answer.text
    assert answer.json()["buyer"]["slug"] == "norandino"
    placed = client.post(
        f"/v1/carts/{rosa.cart_id}/checkout",
        json={"email": "a@example.org", "full_name": "A", "shipping_address": ADDRESS},
        headers={**rosa.headers, "Idempotency-Key": "once"},
    )
    assert placed.status_code == 201, placed.text
    order = client.get(f"/v1/orders/{placed.json()['order_id']}", headers=rosa.headers).json()
    assert order["buyer"] == {"id": rosa.organisation_id, "slug": "norandino", "name": "Norandino"}


def test_a_foreign_organisation_is_like_a_missing_one(client: TestClient, people: People) -> None:
    rosa, akosua = people.producer, people.other_producer
    for organisation_id in (akosua.organisation_id, new_id("org"), "nonsense"):
        answer = put_buyer(client, rosa.cart_id, organisation_id, rosa)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_organisation")
    another_kind = put_buyer(client, rosa.cart_id, new_id("ord"), rosa)
    assert another_kind.json()["code"] == "id_wrong_type"
    assert put_buyer(client, akosua.cart_id, rosa.organisation_id, rosa).json()["code"] == "no_such_cart"
    assert put_buyer(client, rosa.cart_id, rosa.organisation_id, None).json()["code"] == "no_such_cart"
    guest = client.post("/v1/carts", json={"country": "FR"}).json()
    as_guest = client.put(
        f"/v1/carts/{guest['id']}/buyer",
        json={"organisation_id": rosa.organisation_id},
        headers={"Cart-Secret": guest["secret"]},
    )
    assert (as_guest.status_code, as_guest.json()["code"]) == (404, "no_such_organisation")
    assert client.get(f"/v1/carts/{rosa.cart_id}", headers=rosa.headers).json()["buyer"] is None


def test_one_can_buy_for_oneself_again(client: TestClient, people: People) -> None:
    rosa = people.producer
    put_buyer(client, rosa.cart_id, rosa.organisation_id, rosa)
    answer = client.delete(f"/v1/carts/{rosa.cart_id}/buyer", headers=rosa.headers)
    assert (answer.status_code, answer.json()["buyer"]) == (200, None)


def test_who_left_the_organisation_does_not_buy_for_it(client: TestClient, people: People) -> None:
    rosa = people.producer
    put_buyer(client, rosa.cart_id, rosa.organisation_id, rosa)
    with people.shop.database.transaction() as session:
        session.execute(text("update membership set ended_at = now() where person_id = :id"), {"id": rosa.person_id})
    with people.shop.database.transaction() as session, pytest.raises(NotInBuyingOrganisation):
        place_order(
            session,
            cart_id=rosa.cart_id,
            reach=Reach(rosa.person_id, None),
            buyer=BUYER,
            hold=timedelta(minutes=30),
            now=utc_now(),
        )


def buy(people: People, quantities: dict[str, int], *, by: Somebody | None, now: datetime = NOW) -> str:
    """A paid order, for the organisation of whoever buys it where they are named."""
    shop = people.shop
    person_id = by.person_id if by else None
    with shop.database.transaction() as session:
        opened = shop.cart(session, quantities, person_id=person_id)
        if by is not None:
            buy_for(session, cart=opened.cart, organisation_id=by.organisation_id, person_id=person_id, now=now)
    with shop.database.transaction() as session:
        placed = place_order(
            session,
            cart_id=opened.cart.id,
            reach=Reach(person_id, opened.secret),
            buyer=BUYER,
            hold=timedelta(minutes=30),
            now=now,
        )
    shop.settle(placed.order_id, now=now)
    return placed.order_id


def bought(shop: Shop, *, before: date = TOMORROW) -> list[Bought]:
    with shop.database.reading() as session:
        return list_bought(session, shop.world.federation_id, currency="EUR", before=before)


def join(shop: Shop, member_id: str, since: str, until: str | None = None) -> None:
    with shop.database.transaction() as session:
        session.execute(
            text(
                "insert into network_membership (id, network_id, member_id, is_invitation, accepted_at, ended_at)"
                " values (:id, :network, :member, true, :since, :until)"
            ),
            {
                "id": new_id("nmb"),
                "network": shop.world.federation_id,
                "member": member_id,
                "since": since,
                "until": until,
            },
        )


def test_what_members_buy_from_members(people: People) -> None:
    shop = people.shop
    buy(people, {shop.chocolate: 2}, by=people.producer)
    buy(people, {shop.coffee: 1}, by=None)
    assert bought(shop) == [Bought(Quarter(2026, 4), 1, 2 * CHOCOLATE, 0)], "Kuapa does not belong"
    join(shop, shop.world.kuapa_id, "2026-11-01")
    assert bought(shop) == [Bought(Quarter(2026, 4), 1, 2 * CHOCOLATE, 2 * CHOCOLATE)]
    buy(people, {shop.coffee: 1, shop.chocolate: 1}, by=people.other_producer)
    # Kuapa's own chocolate in its own cart is no purchase.
    assert bought(shop) == [Bought(Quarter(2026, 4), 2, 2 * CHOCOLATE + COFFEE, 2 * CHOCOLATE + COFFEE)]
    assert bought(shop, before=date(2026, 11, 24)) == [], "nothing is told before its day"


def test_only_days_of_membership_count(people: People) -> None:
    shop = people.shop
    join(shop, shop.world.kuapa_id, "2026-11-01", "2026-11-24T23:00:00Z")
    buy(people, {shop.chocolate: 1}, by=people.producer)
    buy(people, {shop.coffee: 1}, by=people.other_producer)
    assert bought(shop) == [Bought(Quarter(2026, 4), 1, CHOCOLATE, 0)], "the day on which it ends is not counted"


def test_what_goes_back_is_taken_off(people: People) -> None:
    shop = people.shop
    join(shop, shop.world.kuapa_id, "2026-11-01")
    order_id = buy(people, {shop.chocolate: 2}, by=people.producer)
    with shop.database.transaction() as session:
        line = session.execute(text("select id from order_line where order_id = :id"), {"id": order_id}).scalar_one()
        request_refund(
            session,
            order_id=order_id,
            key="melted",
            lines=[LineWish(line, 2)],
            kind=RefundKind.RETURN,
            liable=LiableParty.PRODUCER,
            reason="It melted.",
            requested_by=None,
            now=NOW + timedelta(hours=1),
        )
    assert bought(shop) == [Bought(Quarter(2026, 4), 1, 0, 0)]


def test_what_may_not_be_told_is_not() -> None:
    second, third, fourth = (Quarter(2026, number) for number in (2, 3, 4))
    few = Bought(second, 4, 9000, 9000)
    enough = Bought(fourth, 5, 30000, 10000)
    assert trend([few, enough], {fourth}, last=fourth, most=20) == [
        ToldPurchases(second, is_withheld=True),
        ToldPurchases(third, is_withheld=True),
        ToldPurchases(fourth, False, 5, 30000, 10000, 3333),
    ]
    assert trend([few, enough], {fourth}, last=fourth, most=1)[0].quarter == fourth
    nothing = ToldPurchases(fourth, False, 5, 0, 0, None)
    assert trend([Bought(fourth, 5, 0, 0)], {fourth}, last=fourth, most=1) == [nothing]
    assert trend([], set(), last=fourth, most=1) == []


def test_who_bought_is_known_in_every_network_they_belong_to(people: People) -> None:
    shop = people.shop
    join(shop, shop.world.kuapa_id, "2026-11-01")
    first = buy(people, {shop.chocolate: 2}, by=people.producer)
    second = buy(people, {shop.coffee: 1}, by=people.other_producer)
    with shop.database.transaction() as session:
        top = Organisation(slug="top", kind=OrganisationKind.NETWORK, name="Top", country="BE")
        session.add(top)
        session.flush()
        session.add(NetworkMembership(network_id=top.id, member_id=shop.world.kuapa_id, accepted_at=NOW - DAYS))
        session.flush()
        found = list_holdings(session, currency="EUR", before=TOMORROW)[Quarter(2026, 4)]
        norandino = Holding("members", shop.world.norandino_id, frozenset([first]), str(2 * CHOCOLATE))
        kuapa = Holding("members", shop.world.kuapa_id, frozenset([second]), str(COFFEE))
        assert found == {
            shop.world.federation_id: {norandino, kuapa},
            # To this one Norandino does not belong: Kuapa bought from somebody else.
            top.id: {replace(kuapa, part="others")},
        }


def test_nothing_is_told_of_a_quarter_that_runs_nor_of_few(people: People) -> None:
    shop = people.shop
    join(shop, shop.world.kuapa_id, "2026-11-01")
    for _ in range(5):
        buy(people, {shop.chocolate: 1}, by=people.producer)

    def told(now: datetime) -> list[ToldPurchases]:
        with shop.database.reading() as session:
            return tell_purchases(session, shop.world.federation_id, currency="EUR", now=now)

    for early in (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), datetime(2027, 1, 7, 23, 59, tzinfo=UTC)):
        assert told(early) == []
    # Five orders, but all of one organisation.
    assert told(datetime(2027, 1, 8, tzinfo=UTC)) == [ToldPurchases(Quarter(2026, 4), is_withheld=True)]


def test_the_network_is_public(client: TestClient, people: People) -> None:
    shop = people.shop
    listed = client.get("/v1/networks").json()["data"]
    assert {"alianza"} <= {each["slug"] for each in listed}
    network = client.get("/v1/networks/alianza").json()
    assert (network["members"], network["producers"]) == (1, 1)
    assert network["by_country"] == {"shares": [{"word": "PE", "count": 1}], "unknown": 0}
    assert network["movements"][0] == {"quarter": "2026-Q1", "joined": 1, "left": 0, "members": 1}
    members = client.get(f"/v1/networks/{shop.world.federation_id}/members").json()["data"]
    assert [(each["slug"], each["stays"]) for each in members] == [
        ("norandino", [{"since": "2026-01-01", "until": None}])
    ]
    early = client.get("/v1/networks/alianza/members", params={"from": "2025-01-01", "to": "2026-01-01"})
    assert early.json()["data"] == []
    assert client.get("/v1/networks/alianza/purchases").json() == {"currency": "EUR", "data": []}


@pytest.mark.parametrize("name", ["norandino", "solifair", "nobody", "%00", "a" * 64])
def test_what_is_no_network_is_not_found(client: TestClient, name: str) -> None:
    for rest in ("", "/members", "/purchases"):
        assert client.get(f"/v1/networks/{name}{rest}").status_code in (404, 422), rest


@pytest.mark.parametrize(
    "query", ["from=2026-13-01", "from=2027-01-01", "from=1900-01-01", "from=2026-05-01&to=2026-05-01", "to=x"]
)
def test_periods_that_cannot_be_are_refused(client: TestClient, query: str) -> None:
    answer = client.get(f"/v1/networks/alianza/members?{query}")
    assert answer.status_code == 422, answer.text


def test_a_page_ends_where_the_next_begins(client: TestClient, people: People) -> None:
    join(people.shop, people.shop.world.kuapa_id, "2026-11-01")
    first = client.get("/v1/networks/alianza/members?limit=1").json()
    second = client.get("/v1/networks/alianza/members", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert {first["data"][0]["slug"], second["data"][0]["slug"]} == {"norandino", "kuapa"}
    assert not second["has_more"]


def test_midnight_is_that_of_utc(people: People) -> None:
    shop = people.shop
    join(shop, shop.world.kuapa_id, "2026-10-01T00:30:00+02:00")
    with shop.database.reading() as session:
        days = session.execute(
            text("select lower(days) from network_days(:id) where member_id = :kuapa"),
            {"id": shop.world.federation_id, "kuapa": shop.world.kuapa_id},
        ).scalar_one()
    assert days == datetime(2026, 9, 30, tzinfo=UTC).date()
