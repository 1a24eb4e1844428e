"""What is told of networks, added up and subtracted in any way, is never of few organisations, nor of one order."""

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.ids import new_id
from market.networks.telling_rules import Holding, tellable
from models.enums import OrganisationKind, ProductionLine, ProductionRelation
from models.organisations import NetworkMembership, Organisation
from tests.api.people import People
from tests.networks.test_purchases import join
from tests.shop import NOW, Shop

Networks = dict[str, frozenset[Holding]]
PATH = "/v1/networks/{}/sales?quarter=2026-Q3"
_FOLLOWED = text(
    "insert into impact_watermark (id, entry) select 1, max(entry) from impact_fact"
    " on conflict (id) do update set entry = excluded.entry"
)


def holding(number: int, *orders: str, part: str = "a", what: str = "") -> Holding:
    """What an organisation has, from an order of its own unless said otherwise."""
    return Holding(part, f"org_{number:02}", frozenset(orders or [f"ord_{number}"]), what)


@st.composite
def overlapping(draw: st.DrawFn) -> Networks:
    """A few networks of the same twenty organisations, within each other or not, some of which bought in two ways."""
    several = st.sets(st.integers(0, 19), max_size=14)
    kinds = st.sampled_from([("a", ""), ("a", "other days"), ("b", "")])
    found: Networks = {}
    for number in range(draw(st.integers(1, 4))):
        theirs = draw(several) | draw(st.sampled_from([set[int](), set(range(6)), set(range(6, 12))]))
        inside = [each for each in found.values() if draw(st.booleans())]
        own = {holding(each, part=part, what=what) for each in theirs for part, what in [draw(kinds)]}
        found[f"net_{number}"] = frozenset(own).union(*inside)
    return found


@settings(max_examples=300, deadline=None)
@given(overlapping())
def test_no_sum_or_difference_is_of_few(networks: Networks) -> None:
    told = sorted(tellable(networks))
    parts = [(network_id, part) for network_id in told for part in ("a", "b")]
    for times in product((-1, 0, 1), repeat=min(len(parts), 6)):
        left = Counter[Holding]()
        for (network_id, part), factor in zip(parts, times, strict=False):
            for each in networks[network_id]:
                if each.part == part:
                    left[each] += factor
        remaining = {each.organisation_id for each, factor in left.items() if factor}
        assert not remaining or len(remaining) >= 5, (told, times)


def members(*numbers: int, part: str = "a", what: str = "") -> frozenset[Holding]:
    return frozenset(holding(each, part=part, what=what) for each in numbers)


@pytest.mark.parametrize(
    ("networks", "told"),
    [
        ({"one": members(*range(4))}, set()),
        ({"one": members(*range(5))}, {"one"}),
        # The sixth organisation would be the difference.
        ({"in": members(*range(5)), "out": members(*range(6))}, {"in"}),
        ({"in": members(*range(5)), "out": members(*range(10))}, {"in", "out"}),
        # One that is both together says nothing new; with one more member it would say what that one sold.
        ({"a": members(*range(5)), "b": members(*range(5, 10)), "all": members(*range(10))}, {"a", "b", "all"}),
        ({"a": members(*range(5)), "b": members(*range(5, 10)), "all": members(*range(11))}, {"a", "b"}),
        # The same organisations on other days: the difference would be those days.
        ({"a": members(*range(5)), "b": members(*range(5), what="2026-08")}, {"a"}),
        # Four buy from others: what all bought less what they bought from members would be theirs.
        ({"one": members(*range(9)) | members(*range(4), part="b")}, set()),
        ({"one": frozenset[Holding]()}, set()),
    ],
)
def test_what_may_be_told(networks: Networks, told: set[str]) -> None:
    assert tellable(networks) == told


def test_one_order_of_five_organisations_is_not_told() -> None:
    one_order = frozenset(holding(number, "ord_x") for number in range(9))
    assert tellable({"one": one_order}) == set()
    assert tellable({"one": one_order | {holding(9, "ord_a", "ord_b", "ord_c")}}) == set()
    assert tellable({"one": one_order | {holding(9, "ord_a", "ord_b", "ord_c", "ord_d")}}) == {"one"}
    assert tellable({"one": frozenset(replace(holding(number), orders=None) for number in range(5))}) == {"one"}


def sell(shop: Shop, count: int, *, orders: int = 5, day: date = date(2026, 8, 1), **amounts: int) -> list[str]:
    """So many producers with so many paid orders each, of ten euros unless said otherwise."""
    made = []
    with shop.database.transaction() as session:
        group = session.execute(
            text(
                "insert into impact_group (country, line, relation, structure, sector)"
                " values (:country, 'x', 'x', 'x', 'x') returning id"
            ),
            {"country": new_id("org")},
        ).scalar_one()
        for _ in range(count):
            slug = new_id("org").replace("_", "-")
            organisation = Organisation(
                slug=slug,
                kind=OrganisationKind.PRODUCER,
                name=slug,
                country="GH",
                line=ProductionLine.AGRARIAN,
                relation=ProductionRelation.FAMILY_FARMERS,
            )
            session.add(organisation)
            session.flush()
            made.append(organisation.id)
            for _ in range(orders):
                session.execute(
                    text(
                        "insert into impact_fact (entry, ordinal, kind, booked_on, order_ref, organisation_id,"
                        " producer, group_id, currency, is_order, amounts, line, leaf)"
                        " select coalesce(max(entry), 0) + 1, 0, 'sale', :day, :order, :id, 'x', :group, 'EUR', true,"
                        " jsonb_build_object('gross', cast(:gross as bigint),"
                        " 'producer_share', cast(:producer_share as bigint)), '{}', '' from impact_fact"
                    ),
                    {"day": day, "order": new_id("ord"), "id": organisation.id, "group": group}
                    | {"gross": 1_000, "producer_share": 700}
                    | amounts,
                )
        session.execute(_FOLLOWED)
    return made


def within(shop: Shop, *member_ids: str) -> str:
    """A network of these."""
    with shop.database.transaction() as session:
        network = Organisation(
            slug=new_id("org").replace("_", "-"), kind=OrganisationKind.NETWORK, name="T", country="BE"
        )
        session.add(network)
        session.flush()
        for each in member_ids:
            session.add(NetworkMembership(network_id=network.id, member_id=each, accepted_at=NOW.replace(month=1)))
        session.flush()
        return network.id


def test_what_one_more_member_sold_is_not_the_difference_of_two_answers(client: TestClient, people: People) -> None:
    shop = people.shop
    for each in sell(shop, 5):
        join(shop, each, "2026-01-01")
    federation = client.get(PATH.format("alianza")).json()
    assert (federation["is_withheld"], federation["orders"], federation["gross"]["amount"]) == (False, 25, 25_000)
    top = within(shop, shop.world.federation_id)
    assert client.get(PATH.format(top)).json()["gross"] == federation["gross"], "it says nothing more"
    (alone,) = sell(shop, 1, orders=1, gross=777)
    more = within(shop, shop.world.federation_id, alone)
    answer = client.get(PATH.format(more)).json()
    assert answer["is_withheld"] and answer["gross"] is None and answer["income"] is None
    enough = within(shop, shop.world.federation_id, alone, *sell(shop, 4))
    assert client.get(PATH.format(enough)).json()["gross"]["amount"] == 25_000 + 777 + 20_000


def test_a_figure_that_few_have_is_withheld_alone(client: TestClient, people: People) -> None:
    shop = people.shop
    for each in (*sell(shop, 5), *sell(shop, 1, producer_share=0)):
        join(shop, each, "2026-01-01")
    told = client.get(PATH.format("alianza")).json()
    assert (told["gross"]["amount"], told["producer_share"]["amount"]) == (30_000, 17_500)
    with shop.database.transaction() as session:
        session.execute(
            text(
                "insert into impact_fact (entry, ordinal, kind, booked_on, order_ref, organisation_id, producer,"
                " group_id, currency, is_order, amounts, line, leaf)"
                " select max(entry) + 1, 0, 'transfer', '2026-09-01', '', min(organisation_id), 'x', min(group_id),"
                " 'EUR', false, jsonb_build_object('goods', 900), '{}', '' from impact_fact"
            )
        )
        session.execute(_FOLLOWED)
    told = client.get(PATH.format("alianza")).json()
    assert (told["gross"]["amount"], told["goods_sent"]) == (30_000, None), "one payout"


def test_a_quarter_that_runs_is_not_told(client: TestClient, people: People) -> None:
    answer = client.get("/v1/networks/alianza/sales?quarter=2999-Q1")
    assert (answer.status_code, answer.json()["code"]) == (422, "quarter_not_over")
