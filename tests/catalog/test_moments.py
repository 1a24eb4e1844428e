"""Whatever the clock alone changes in an answer that is kept, it changes when the state of the catalogue gets another
name: nothing is kept that is true no longer."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.clock import utc_now
from kit.database import Database
from kit.reads import Reads
from market.catalog.authoring.follow_clock import follow_clock
from market.catalog.pages.read import Shopper, read_product
from market.catalog.pictures.sweep_pictures import sweep_pictures
from market.catalog.shelf.queries import read_shelf
from market.catalog.shelf.question import ShelfFilters, Sort
from market.catalog.shelf.state_queries import read_states
from market.catalog.shelf.suggest_queries import read_suggestions
from market.catalog.shelf.tending_queries import tend_shelf
from tests.catalog.dated import SOURCES, Market, furnish
from tests.catalog.test_shelf import question
from tests.catalog.world import market_in
from tests.services import Services

INSTANT = timedelta(microseconds=1)
_DAYS = 60
# What is decided by a date or a moment that is this much later than one that was written.
_LATER = (timedelta(0), timedelta(days=30), timedelta(days=120))
_PAGES = ("coffee", "steps", "floored", "scarf", "bar")
_LISTS = {
    "all, counted": question(with_facets=True),
    "by price": question(sort=Sort.PRICE),
    "by share": question(sort=Sort.SHARE),
    "found": replace(question(ShelfFilters(words="coffee"), sort=Sort.RELEVANCE), with_facets=True),
    "of schemes": replace(question(ShelfFilters(schemes=("mandate", "decided", "days"))), with_facets=True),
    "of a class": question(ShelfFilters(classes=("third_party",))),
    "of a hub": question(ShelfFilters(hub="alianza")),
    "sent to a country": question(ShelfFilters(ships_to=("FR",)), sort=Sort.NEWEST),
    "in stock, at a price": question(ShelfFilters(is_in_stock=True, price_max=2000)),
}
# Where something of a market stands that has a date.
_COLUMNS = text(
    """
    select c.table_name, c.column_name from information_schema.columns c join pg_tables t on t.tablename = c.table_name
    where t.schemaname = c.table_schema and c.table_schema = 'public'
      and c.data_type in ('date', 'timestamp with time zone')
    """
)


@dataclass(frozen=True)
class Seen:
    """What the state is called at a moment, and what is answered to each question."""

    at: datetime
    name: str
    answers: dict[str, str]


@dataclass(frozen=True)
class Walk:
    """A market in which nobody writes anything, looked at moment by moment; `edges` are those written down."""

    market: Market
    edges: frozenset[datetime]
    seen: dict[datetime, Seen]

    def changed(self, at: datetime) -> set[str]:
        """The questions that are answered otherwise from a moment on."""
        before, after = self.seen[at - INSTANT].answers, self.seen[at].answers
        return {asked for asked in after if before[asked] != after[asked]}


@pytest.fixture(scope="module")
def walk(services: Services) -> Iterator[Walk]:
    with services.clone() as url:
        with market_in(url) as world:
            market = furnish(world, utc_now())
        database = Database(url, pool_size=1)
        with database.transaction() as session:
            edges = frozenset(session.execute(text("select at from catalogue_edge")).scalars())
            moments = sorted(moments_of(market, edges | written(session)))
        database.close()
        yield Walk(market, edges, {one.at: one for one in asyncio.run(looked_at(url, moments))})


def written(session: Session) -> set[datetime]:
    """Every moment, and every midnight of a day, that stands anywhere."""
    found: set[datetime] = set()
    for table, column in session.execute(_COLUMNS).all():
        days = f"select distinct {column}::timestamptz from {table} where isfinite({column})"
        found |= set(session.execute(text(days)).scalars())
    return found


def moments_of(market: Market, known: set[datetime] | frozenset[datetime]) -> set[datetime]:
    """Right before and right at all that is known, a day or some days later, and each midnight; some by chance."""
    last = market.now + timedelta(days=_DAYS)
    begun = market.now.replace(hour=0, minute=0, second=0, microsecond=0)
    around = {moment + later for moment in known for later in _LATER}
    around |= {begun + timedelta(days=day) for day in range(_DAYS)}
    chance = random.Random(61)
    moments = {market.now + (last - market.now) * chance.random() for _ in range(40)}
    for moment in around:
        moments |= {moment - INSTANT, moment, moment + INSTANT}
    return {moment for moment in moments if market.now <= moment <= last}


async def looked_at(url: str, moments: Sequence[datetime]) -> list[Seen]:
    reads = Reads(url, pool_size=3)
    try:
        return [await look(reads, at) for at in moments]
    finally:
        await reads.close()


async def look(reads: Reads, at: datetime) -> Seen:
    [state] = await read_states(reads, at, [None])
    shopper = Shopper("en", "EUR", "FR", "FR", at, "http://api.test/v1/media/")
    lists = await asyncio.gather(*(read_shelf(reads, replace(asked, at=at)) for asked in _LISTS.values()))
    pages = await asyncio.gather(*(read_product(reads, slug, shopper) for slug in _PAGES))
    answers = {asked: f"{page.data} {page.facets}" for asked, page in zip(_LISTS, lists, strict=True)}
    answers |= {slug: page.decode() for slug, page in zip(_PAGES, pages, strict=True)}
    return Seen(at, state.name, answers | {"suggested": (await read_suggestions(reads, "co", "en", limit=5)).decode()})


def test_answers_that_differ_were_made_in_states_with_different_names(walk: Walk) -> None:
    first: dict[str, Seen] = {}
    for seen in walk.seen.values():
        before = first.setdefault(seen.name, seen)
        differ = {asked for asked in seen.answers if seen.answers[asked] != before.answers[asked]}
        assert not differ, f"{differ} differ between {before.at} and {seen.at}"


def test_a_name_lasts_until_a_moment_that_was_written_down_or_a_day_begins_and_never_comes_again(walk: Walk) -> None:
    names = [one.name for one in walk.seen.values()]
    assert len(set(names)) == 1 + sum(name != after for name, after in pairwise(names))
    for before, after in pairwise(walk.seen.values()):
        has_passed = any(before.at < edge <= after.at for edge in walk.edges)
        assert (before.name != after.name) == (has_passed or before.at.date() != after.at.date()), after.at


@pytest.mark.parametrize("source", SOURCES)
def test_all_that_has_a_date_is_seen_to_begin_and_end(walk: Walk, source: str) -> None:
    """Else the walk would prove nothing of it."""
    for moment in walk.market.moments(source):
        assert walk.changed(moment), moment
        assert moment in walk.edges or moment.time() == time()


@pytest.mark.parametrize("asked", [*_LISTS, *_PAGES])
def test_each_question_is_answered_in_several_ways(walk: Walk, asked: str) -> None:
    assert len({seen.answers[asked] for seen in walk.seen.values()}) > 5


@pytest.mark.parametrize(
    ("at", "seconds"),
    [
        ("12:00:00", 60),
        ("12:00:59", 60),
        ("17:59:30.4", 29),
        ("18:00:00", 60),
        ("23:59:59.5", 0),
        ("23:59:00", 60),
        ("23:59:01", 59),
    ],
)
def test_the_clock_changes_nothing_for_so_many_seconds(database: Database, at: str, seconds: int) -> None:
    """A minute at most, for those who keep answers and are not told of what is written."""
    with database.transaction() as session:
        session.execute(text("insert into catalogue_edge values ('2027-03-01 18:00:00+00')"))
        found = session.execute(
            text("select seconds from catalogue_state(cast(:at as timestamptz))"), {"at": f"2027-03-01 {at}+00"}
        ).scalar_one()
    assert found == seconds


def test_each_moment_at_which_a_price_begins_or_ends_is_written_down_with_it(building, database: Database) -> None:
    """Also of those that follow the next one, which a job would come by later."""
    now = utc_now()
    with building() as world:
        world.product("coffee", "Coffee")
        world.session.execute(text("update price set valid_to = :at"), {"at": now + timedelta(hours=1)})
        for hour, amount in enumerate((1100, 1300, 900), start=1):
            begins = now + timedelta(hours=hour)
            world.session.execute(
                text(
                    """insert into price (id, variant_id, currency, amount_minor, premium_minor, valid_from, valid_to)
                       select 'prc_' || :amount, id, 'EUR', :amount, 0, :begins, :ends from variant"""
                ),
                {"amount": amount, "begins": begins, "ends": begins + timedelta(hours=1)},
            )
    told_as_reduced = {now + timedelta(days=30, hours=hour) for hour in (1, 3)}
    assert edges(database) >= {now + timedelta(hours=hour) for hour in (1, 2, 3, 4)} | told_as_reduced
    # A price that is no lower than the one before is no reduction.
    assert now + timedelta(days=30, hours=2) not in edges(database)


def test_a_moment_that_has_just_passed_here_may_be_to_come_by_the_clock_of_whoever_reads(
    building, database: Database
) -> None:
    with building() as world:
        world.product("coffee", "Coffee")
        [since, long_since] = (utc_now() - timedelta(minutes=minutes) for minutes in (1, 10))
        for amount, begins in ((1100, since), (1300, long_since)):
            world.session.execute(
                text("update price set valid_from = :begins, amount_minor = :amount"),
                {"begins": begins, "amount": amount},
            )
    assert since in edges(database)
    assert long_since not in edges(database)


def test_prices_that_a_job_reckons_anew_are_told_of_where_no_row_of_the_shelf_changes(
    building, database: Database
) -> None:
    """Lists lie in the order of their shares."""
    with building() as world:
        world.product("coffee", "Coffee")
        world.session.execute(text("update shelf_price set share_bps = 1, until = now() - interval '1 second'"))
    before = name_of(database)
    assert name_of(database) == before
    with database.transaction() as session:
        session.execute(text("select tend_shelf()"))
    assert name_of(database) != before


def test_jobs_that_find_nothing_to_do_leave_the_name_as_it_is(building, database: Database) -> None:
    """They run each minute."""
    with building() as world:
        furnish(world, utc_now())
    names = []
    for _ in range(3):
        with database.transaction() as session:
            follow_clock(session, currency="EUR", market_country="FR", now=utc_now())
            sweep_pictures(session, now=utc_now())
            tend_shelf(session)
        names.append(name_of(database))
    # The first time there is a picture that may not be shown yet.
    assert names[0] == names[1] == names[2]


def edges(database: Database) -> set[datetime]:
    with database.transaction() as session:
        return set(session.execute(text("select at from catalogue_edge")).scalars())


def name_of(database: Database) -> str:
    with database.transaction() as session:
        return session.execute(text("select state from catalogue_state(now())")).scalar_one()
