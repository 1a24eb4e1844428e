"""Series are those of the books, and what comes to a party leaves it."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from kit.database import Database
from market.impact.build_statement import build_statement
from market.impact.facts.rules import SMALLEST_CELL, Period
from market.impact.forms.reading import read_reading
from market.impact.request_statement import About
from market.impact.series.queries import Asked, list_received
from market.impact.series.read_series import Series, read_series
from market.impact.series.rules import (
    MOST_NAMED,
    Income,
    Link,
    Node,
    Received,
    flows_of,
    incomes_of,
    months_of,
)
from models.enums import StatementSubject
from tests.impact.conftest import LATER, SIGNING, Month
from tests.impact.facts.following import EVER, follow
from tests.networks.test_purchases import join
from tests.shop import Shop

MONTHS = (date(2026, 11, 1), date(2026, 12, 1))
MEASURES = [
    "sale.producer_share",
    "sale.premium",
    "sale.market_fee",
    "sale.dues",
    "sale.solidarity",
    "sale.vat",
    "sale.shipping",
    "sale.shipping_vat",
    "transfer.goods",
    "transfer.premium",
    "fund.in",
    "fund.out",
    "fund.admin",
]
PARTIES = (Node.PRODUCERS, Node.PREMIUM, Node.FEDERATIONS, Node.FUND, Node.MARKET, Node.TREASURY, Node.CARRIERS)


def test_months_of_a_period() -> None:
    assert months_of(date(2026, 11, 20), date(2027, 2, 1)) == (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1))
    assert months_of(date(2026, 11, 20), date(2026, 11, 21)) == (date(2026, 11, 1),)


def test_the_largest_have_a_series_and_all_others_one() -> None:
    received = [Received(f"p{place}", f"P{place}", MONTHS[0], 100 * place) for place in range(1, MOST_NAMED + 3)]
    series = incomes_of([*received, Received("", "", MONTHS[1], 5)], MONTHS)
    assert [one.slug for one in series] == [*(f"p{place}" for place in range(MOST_NAMED + 2, 2, -1)), ""]
    assert series[-1] == Income("", "", (300, 5))
    assert series[-1].cumulative == (300, 305)


@given(
    st.lists(
        st.builds(
            Received, st.sampled_from(["", "a", "b", "c"]), st.just("N"), st.sampled_from(MONTHS), st.integers(-99, 99)
        )
    )
)
def test_nothing_is_lost(received: list[Received]) -> None:
    series = incomes_of(received, MONTHS)
    assert sum(sum(one.amounts) for one in series) == sum(one.amount for one in received)


@given(st.dictionaries(st.sampled_from(MEASURES), st.integers(-10_000, 10_000)))
def test_what_comes_to_a_party_leaves_it(totals: dict[str, int]) -> None:
    links = flows_of(totals)
    assert all(link.amount > 0 for link in links)
    assert len({(link.source, link.target) for link in links}) == len(links)
    for party in PARTIES:
        came = sum(link.amount for link in links if link.target is party)
        left = sum(link.amount for link in links if link.source is party)
        assert came == left


def test_what_was_sent_beyond_the_period_had_been_set_aside() -> None:
    assert set(flows_of({"sale.producer_share": 70, "transfer.goods": 100})) == {
        Link(Node.BUYERS, Node.PRODUCERS, 70),
        Link(Node.EARLIER, Node.PRODUCERS, 30),
        Link(Node.PRODUCERS, Node.SENT, 100),
    }


def test_what_the_market_puts_in_is_not_the_buyers() -> None:
    assert set(flows_of({"sale.producer_share": 100, "sale.market_fee": -10})) == {
        Link(Node.BUYERS, Node.PRODUCERS, 90),
        Link(Node.MARKET_PUTS_IN, Node.PRODUCERS, 10),
        Link(Node.PRODUCERS, Node.SET_ASIDE, 100),
    }


def received(month: Month, as_of: int, period: Period = EVER, whose: str | None = None) -> dict[tuple[str, date], int]:
    with month.database.reading() as session:
        found = list_received(session, Asked(period, as_of, "EUR", whose))
    return {(one.slug, one.month): one.amount for one in found}


def test_what_was_received_is_what_was_transferred(month: Month) -> None:
    before = follow(month.database)
    month.pay_out()
    after = follow(month.database)
    with month.database.reading() as session:
        sent = session.execute(
            text(
                "select o.slug, sum(y.amount_minor)::bigint from payout y "
                "join organisation o on o.id = y.beneficiary_id "
                "where y.state = 'paid' and y.purpose in ('goods', 'premium') group by o.slug"
            )
        ).all()
    # Kuapa has five orders and Norandino six: what the first four of each brought is told of nobody.
    found = received(month, after)
    assert sum(found.values()) == sum(amount for slug, amount in sent if slug in {"norandino", "kuapa"})
    assert {slug for slug, _ in found} == {"", "norandino", "kuapa"} or {slug for slug, _ in found} == {
        "norandino",
        "kuapa",
    }
    assert received(month, before) == {}
    own = received(month, after, whose=month.shop.world.kuapa_id)
    assert own == {("kuapa", date(2026, 12, 1)): dict(map(tuple, sent))["kuapa"]}


def test_days_outside_the_period_do_not_count(month: Month) -> None:
    month.pay_out()
    known = follow(month.database)
    whole = received(month, known)
    assert received(month, known, Period(date(2026, 12, 2), date(2026, 12, 3))) == whole
    assert received(month, known, Period(date(2026, 11, 15), date(2026, 12, 2))) == {}
    assert received(month, known, Period(date(2026, 11, 15), LATER.date())) == whole


def drawn(month: Month, statement_id: str) -> Series:
    statement = build_statement(month.database, statement_id, signing=SIGNING, now=LATER)
    assert statement.document is not None, statement.failure
    with month.database.reading() as session:
        return read_series(session, statement, read_reading(statement.document))


def totals_of(series: Series) -> tuple[int, int]:
    """What came to producers with the premium, and what they were sent."""
    came = sum(link.amount for link in series.flows if link.target in {Node.PRODUCERS, Node.PREMIUM})
    return came, sum(link.amount for link in series.flows if link.target is Node.SENT)


def test_a_networks_series_are_those_of_its_members(month: Month) -> None:
    month.pay_out()
    world, end = month.shop.world, datetime(2026, 12, 8, tzinfo=UTC)
    # Norandino is a member already.
    join(month.shop, world.kuapa_id, "2026-01-01")
    network = About(StatementSubject.NETWORK, world.federation_id)
    of_network = drawn(month, month.ask(network, end=end))
    of_market = drawn(month, month.ask(end=end))
    assert of_network.incomes == of_market.incomes != ()
    assert totals_of(of_network) == totals_of(of_market)


@pytest.mark.parametrize(("orders", "is_drawn"), [(SMALLEST_CELL - 1, False), (SMALLEST_CELL, True)])
def test_a_network_of_few_orders_has_no_series(clean_database: Database, orders: int, is_drawn: bool) -> None:
    few = Month(Shop.open(clean_database, stock=100), [])
    for _ in range(orders):
        few.sell({few.shop.coffee: 1})
    of_network = drawn(few, few.ask(About(StatementSubject.NETWORK, few.shop.world.federation_id)))
    assert bool(of_network.flows) is is_drawn


def test_an_order_has_its_own_flows(month: Month) -> None:
    with month.database.reading() as session:
        paid = session.execute(
            text(
                "select sum(amount_minor) from breakdown_part where order_id = :id and kind in ('producer', 'premium')"
            ),
            {"id": month.orders[-1]},
        ).scalar_one()
    month.pay_out()
    asked = month.ask(About(StatementSubject.ORDER, order_id=month.orders[-1]))
    of_order = drawn(month, asked)
    assert of_order.incomes == ()
    assert totals_of(of_order) == (paid, paid)
