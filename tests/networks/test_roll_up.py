"""A network's figures: the sum of its members' own, each once, equal to their accounts in the books."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from market.impact.facts.follow_books import catch_up
from market.impact.networks import queries
from market.impact.networks.queries import Asked
from market.impact.networks.reconcile_network import Reconciled, reconcile_network
from market.impact.networks.roll_up import roll_up
from market.payments.refunds.plan import LineWish
from market.payments.refunds.request_refund import request_refund
from models.enums import LiableParty, OrganisationKind, RefundKind
from models.organisations import NetworkMembership, Organisation
from tests.api.people import People
from tests.impact.facts.following import follow, totals
from tests.networks.test_purchases import buy, join
from tests.networks.test_record import add
from tests.networks.test_telling import sell
from tests.shop import NOW, Shop

TODAY = NOW.date()
QUARTER = (date(2026, 10, 1), date(2027, 1, 1))


def asked(shop: Shop, network_id: str = "", *, start: date = QUARTER[0], end: date = QUARTER[1]) -> Asked:
    as_of = follow(shop.database)
    return Asked(network_id or shop.world.federation_id, start, end, "EUR", as_of)


def reconcile(shop: Shop, network_id: str = "") -> Reconciled:
    wanted = asked(shop, network_id)
    with shop.database.reading() as session:
        return reconcile_network(session, wanted)


def measures(shop: Shop, network_id: str = "") -> dict[str, int]:
    wanted = asked(shop, network_id)
    with shop.database.reading() as session:
        return dict(queries.list_measures(session, wanted))


def give_back(shop: Shop, order_id: str, *, liable: LiableParty, key: str) -> None:
    with shop.database.transaction() as session:
        line = session.execute(
            text("select id from order_line where order_id = :id order by id limit 1"), {"id": order_id}
        ).scalar_one()
        request_refund(
            session,
            order_id=order_id,
            key=key,
            lines=[LineWish(line, 1)],
            kind=RefundKind.RETURN,
            liable=liable,
            reason="It melted.",
            requested_by=None,
            now=NOW + timedelta(hours=1),
        )


@pytest.fixture
def sold(shop: Shop) -> Shop:
    """Orders of both producers, some of which went back."""
    for number in range(3):
        placed = shop.place({shop.coffee: 1, shop.chocolate: 1})
        shop.settle(placed.order_id)
        if number:
            liable = LiableParty.PRODUCER if number == 1 else LiableParty.PLATFORM
            give_back(shop, placed.order_id, liable=liable, key=f"r{number}")
    return shop


def test_it_agrees_to_the_cent(sold: Shop) -> None:
    alone = reconcile(sold)
    assert (alone.members, alone.differences) == (1, ())
    assert alone.measures > 5
    join(sold, sold.world.kuapa_id, "2026-11-01")
    both = reconcile(sold)
    assert (both.members, both.differences) == (2, ())
    assert measures(sold) == totals(sold.database), "whoever sells here belongs"


def test_a_member_along_two_ways_counts_once(sold: Shop) -> None:
    with sold.database.transaction() as session:
        top = Organisation(slug="top", kind=OrganisationKind.NETWORK, name="Top", country="BE")
        session.add(top)
        session.flush()
        for member in (sold.world.federation_id, sold.world.norandino_id):
            session.add(NetworkMembership(network_id=top.id, member_id=member, accepted_at=NOW - timedelta(days=99)))
        session.flush()
        network_id = top.id
    assert measures(sold, network_id) == measures(sold)
    assert reconcile(sold, network_id).differences == ()


def test_only_days_of_membership_are_the_networks(sold: Shop) -> None:
    join(sold, sold.world.kuapa_id, "2026-11-01", f"{TODAY}T15:00:00Z")
    assert measures(sold) == measures(sold, sold.world.federation_id)
    assert reconcile(sold).differences == ()
    before = measures(sold)
    with sold.database.transaction() as session:
        session.execute(
            text("update network_membership set ended_at = :end where member_id = :id"),
            {"end": NOW + timedelta(days=1), "id": sold.world.kuapa_id},
        )
    assert measures(sold)["sale.gross"] > before["sale.gross"]
    assert reconcile(sold).differences == ()


def test_a_difference_is_named(sold: Shop) -> None:
    with sold.database.transaction() as session:
        as_of = catch_up(session)
        # Nothing but a broken database says so: facts are append-only.
        session.execute(text("alter table impact_producer_rollup disable trigger user"))
        session.execute(
            text(
                "update impact_producer_rollup set amount = amount + 1"
                " where measure = 'sale.premium' and organisation_id = :id"
            ),
            {"id": sold.world.norandino_id},
        )
    with sold.database.reading() as session:
        wanted = Asked(sold.world.federation_id, *QUARTER, "EUR", as_of)
        (wrong,) = reconcile_network(session, wanted).differences
    assert (wrong.measure, wrong.other, wrong.amount - wrong.network) == ("sale.premium", "members", 1)


def test_few_are_withheld_and_public_money_can_be_left_out(client: TestClient, people: People) -> None:
    shop = people.shop
    path = "/v1/networks/alianza/sales?quarter=2026-Q3"
    none = client.get(path).json()
    assert (none["is_withheld"], none["orders"], none["income"]) == (True, None, None)
    for each in sell(shop, 5):
        join(shop, each, "2026-01-01")
    assert add(client, people.producer, "support").status_code == 201
    counted, left_out = client.get(path).json(), client.get(f"{path}&public_support=leave_out").json()
    share = counted["producer_share"]["amount"]
    assert (counted["orders"], share) == (25, 17_500)
    # Ninety-two of the year's days, so that all four quarters are the whole.
    assert counted["public_support"]["amount"] == 25_206
    assert (counted["income"]["amount"], left_out["income"]["amount"]) == (share + 25_206, share)
    assert left_out["public_support"] is None


@pytest.mark.parametrize(
    "query", ["", "quarter=2026", "quarter=2026-Q5", "quarter=2026-Q3&public_support=x", "quarter=2999-Q1"]
)
def test_questions_that_make_no_sense_are_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/v1/networks/alianza/sales?{query}").status_code == 422
    assert client.get("/v1/networks/nobody/sales?quarter=2026-Q3").status_code == 404


def test_what_members_buy_is_a_fact_of_its_own(people: People) -> None:
    shop = people.shop
    join(shop, shop.world.kuapa_id, "2026-11-01")
    buy(people, {shop.chocolate: 2, shop.coffee: 1}, by=people.producer)
    buy(people, {shop.chocolate: 1}, by=None)
    follow(shop.database)
    found = {name: amount for name, amount in totals(shop.database).items() if name.startswith("purchase.")}
    assert found == {"purchase.member_purchases": 1390, "purchase.from_members": 1390}


def test_who_belongs_to_nothing_is_no_member(people: People) -> None:
    shop = people.shop
    buy(people, {shop.coffee: 1}, by=people.other_producer)
    buy(people, {shop.chocolate: 1}, by=people.producer)
    follow(shop.database)
    found = {name: amount for name, amount in totals(shop.database).items() if name.startswith("purchase.")}
    assert found == {"purchase.member_purchases": 695}, "Kuapa is in no network"


def test_the_roll_up_is_what_the_facts_say(sold: Shop) -> None:
    for each in sell(sold, 5, day=TODAY):
        join(sold, each, "2026-01-01")
    wanted = Asked(sold.world.federation_id, *QUARTER, "EUR", 10**9)
    with sold.database.reading() as session:
        found = roll_up(session, wanted, is_support_counted=True)
        said = queries.list_measures(session, wanted)
    assert (found.orders, found.gross, found.public_support) == (25, said["sale.gross"], 0)
