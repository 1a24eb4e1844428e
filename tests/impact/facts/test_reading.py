"""Sums, lines and proofs of any period, as of any entry, of everybody or of some."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import cast

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from kit.database import Database
from market.impact.facts.errors import NotFollowed
from market.impact.facts.follow_queries import LINE
from market.impact.facts.list_days import list_days
from market.impact.facts.list_sums import list_sums
from market.impact.facts.merkle import leaf_hash, root_of
from market.impact.facts.rules import Fact, Group, Period, line_of, read_fact, sums_of
from market.impact.facts.stream_lines import stream_lines
from market.payments.refunds.plan import LineWish
from models.organisations import NetworkMembership
from tests.impact.facts.following import follow, sums, written
from tests.trade import Trade
from tests.trading import empty

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def year(trading_place: Database) -> Iterator[Trade]:
    """Sales, refunds and payouts over three months."""
    trade = Trade.open(trading_place)
    for step in range(9):
        order_id = trade.sell(trade.coffees(), trade.cocoas())
        if step % 3 == 0:
            trade.refund(order_id, LineWish(trade.line(order_id), 1, None))
        trade.mature()
        if step % 2:
            trade.run()
            trade.work()
    follow(trading_place)
    yield trade
    empty(trading_place)


@settings(max_examples=40, deadline=None)
@given(st.integers(-5, 110), st.integers(1, 110), st.data())
def test_any_period_as_of_any_entry_is_the_sum_of_its_lines(
    year: Trade, offset: int, long: int, data: st.DataObject
) -> None:
    start = date(2026, 11, 20) + offset * DAY
    period = Period(start, start + long * DAY)
    last = year.scalar("select entry from impact_watermark")
    as_of = data.draw(st.sampled_from([last, last // 2, 1, last - 3]))
    whose = data.draw(st.sampled_from([None, [year.world.norandino_id], [], list(year.organisations)]))
    facts = written(year.database, period, as_of=as_of, organisation_ids=whose)
    assert sums(year.database, period, as_of=as_of, organisation_ids=whose) == sums_of(facts)
    leaves: dict[date, list[bytes]] = {}
    for fact in facts:
        leaves.setdefault(fact.on, []).append(leaf_hash(line_of(fact).encode()))
    with year.database.reading() as session:
        found = list_days(session, period, as_of=as_of, organisation_ids=whose)
    assert [(day.on, day.facts, day.root) for day in found] == [
        (on, len(hashes), root_of(hashes)) for on, hashes in sorted(leaves.items())
    ]


_CUTS = st.lists(st.integers(-10, 120), min_size=4, max_size=4, unique=True).map(sorted)


@settings(max_examples=40, deadline=None)
@given(st.integers(-5, 110), st.integers(1, 110), st.tuples(_CUTS, _CUTS), st.integers(0, 3))
def test_a_networks_facts_are_its_members_of_the_days_on_which_they_belonged(
    year: Trade, offset: int, long: int, cuts: tuple[list[int], list[int]], earlier: int
) -> None:
    """Each member came and left twice."""
    first, network = date(2026, 11, 20), year.world.federation_id
    period = Period(first + offset * DAY, first + (offset + long) * DAY)
    as_of = year.scalar("select entry from impact_watermark") - 5 * earlier
    members = (year.world.norandino_id, year.world.kuapa_id)
    stays = [
        (member, first + since * DAY, first + until * DAY)
        for member, (a, b, c, d) in zip(members, cuts, strict=True)
        for since, until in ((a, b), (c, d))
    ]
    with year.database.transaction() as session:
        session.execute(text("delete from network_membership"))
        for member, since, until in stays:
            at = [datetime.combine(day, time(), UTC) for day in (since, until)]
            session.add(NetworkMembership(network_id=network, member_id=member, accepted_at=at[0], ended_at=at[1]))
    of_member: dict[str, list[Fact]] = {member: [] for member in members}
    for member, since, until in stays:
        start, end = max(since, period.start), min(until, period.end)
        if start < end:
            of_member[member] += written(year.database, Period(start, end), as_of=as_of, organisation_ids=[member])
    theirs = [fact for facts in of_member.values() for fact in facts]
    with year.database.reading() as session:
        lines = list(stream_lines(session, period, as_of=as_of, network_id=network))
        found = list_sums(session, period, as_of=as_of, currency="EUR", network_id=network)
        of_one = list_sums(
            session, period, as_of=as_of, currency="EUR", network_id=network, organisation_ids=members[:1]
        )
        of_days = list_days(session, period, as_of=as_of, network_id=network)
    assert sorted(lines) == sorted(map(line_of, theirs))
    assert found == sums_of(theirs)
    assert of_one == sums_of(of_member[members[0]])
    assert sum(day.facts for day in of_days) == len(lines)
    assert [day.root for day in of_days] == [
        root_of([leaf_hash(line.encode()) for line in of_day])
        for _, of_day in groupby(lines, key=lambda line: read_fact(line).on)
    ]


def test_nothing_is_told_of_entries_that_nobody_has_followed(year: Trade) -> None:
    ahead = year.scalar("select entry from impact_watermark") + 1
    period = Period(date(2026, 1, 1), date(2027, 1, 1))
    with year.database.reading() as session:
        for ask in (
            lambda: list_sums(session, period, as_of=ahead, currency="EUR"),
            lambda: list_days(session, period, as_of=ahead),
            lambda: stream_lines(session, period, as_of=ahead),
        ):
            with pytest.raises(NotFollowed):
                ask()


def test_a_period_has_days() -> None:
    with pytest.raises(ValueError, match="does not start"):
        Period(date(2026, 1, 1), date(2026, 1, 1))


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@settings(max_examples=200, deadline=None)
@given(
    st.builds(Group, words, words, words, words, words),
    words,
    st.dates(date(1990, 1, 1), date(2200, 1, 1)),
    st.dictionaries(
        st.from_regex(r"[a-z][a-z_]{0,8}(:[a-z0-9_]{1,6})?", fullmatch=True), st.integers(-(2**53) + 1, 2**53 - 1)
    ),
)
def test_the_database_writes_lines_as_rfc_8785_does(
    trading_place: Database, group: Group, producer: str, on: date, amounts: dict[str, int]
) -> None:
    amounts = {name: amount for name, amount in amounts.items() if amount}
    fact = Fact(7, "sale", on, "", producer, group, "EUR", amounts)
    line = line_of(fact)
    asked = {"on": on, "producer": producer, "amounts": json.dumps(amounts), **vars(group)}
    with trading_place.reading() as session:
        row = session.execute(
            text(
                f"""
                select line, impact_leaf(line) as leaf
                from (
                    select {LINE} as line
                    from (select 7 as entry, 'sale' as kind, cast(:on as date) as booked_on, '' as order_ref,
                                 cast(:producer as text) as producer, 'EUR' as currency,
                                 cast(:amounts as jsonb) as amounts) f
                    cross join (select cast(:country as text) as country, cast(:line as text) as line,
                                       cast(:relation as text) as relation, cast(:structure as text) as structure,
                                       cast(:sector as text) as sector) g
                ) written
                """
            ),
            asked,
        ).one()
    assert row.line == line
    assert row.line.encode() == rfc8785.dumps(cast("dict[str, str]", json.loads(line)))
    assert row.leaf == leaf_hash(line.encode())
