"""What is counted beside a list is counted once for all its pages, and keeps nobody waiting for the products."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import text

from bench.catalogue_pgbench import Recorder
from kit.database import Database
from kit.reads import Argument, Reads, ReadTookTooLong
from market.catalog.shelf.names_queries import KeptNames
from market.catalog.shelf.queries import read_shelf
from market.catalog.shelf.question import ShelfFilters, ShelfPage, ShelfQuestion, Sort
from tests.catalog.test_shelf import question
from tests.catalog.world import market_in

COFFEE = replace(question(ShelfFilters(words="coffee"), sort=Sort.RELEVANCE), with_facets=True)
COFFEES = replace(question(ShelfFilters(categories=("coffee",))), with_facets=True)


@pytest.fixture
def coffees(fresh_database_url: str) -> str:
    with market_in(fresh_database_url) as world:
        world.product("mild", "Mild coffee", popularity=50, price=900)
        world.product("dark", "Dark coffee", popularity=40, price=700)
    return fresh_database_url


@contextmanager
def held(database_url: str, *tables: str) -> Iterator[None]:
    """Whoever reads these tables waits."""
    database = Database(database_url)
    try:
        with database.transaction() as session:
            session.execute(text(f"lock table {', '.join(tables)} in access exclusive mode"))
            yield
    finally:
        database.close()


@dataclass
class Shopper:
    """Asks, and knows how often was counted for that."""

    reads: Recorder
    names: KeptNames = field(default_factory=KeptNames)

    @property
    def counted(self) -> int:
        return sum("left_over" in sql for sql, _ in self.reads.sent)

    async def ask(self, asked: ShelfQuestion, state: str | None = None) -> ShelfPage:
        return await read_shelf(self.reads, asked, state=state, names=self.names)


def tell(
    database_url: str, story: Callable[[Shopper], Awaitable[None]], reader: Callable[[str], Recorder] = Recorder
) -> None:
    async def with_reads() -> None:
        reads = reader(database_url)
        try:
            await story(Shopper(reads))
        finally:
            await reads.close()

    asyncio.run(with_reads())


@pytest.mark.parametrize(
    ("asked", "table"),
    [(COFFEES, "shelf_count"), (COFFEE, "shipping_rate")],
    ids=["the counts of a category", "where parcels go, which is told with them"],
)
def test_products_come_without_counts_that_take_too_long(reading, coffees: str, asked: ShelfQuestion, table: str):
    async def story(reads: Reads) -> None:
        counted = await read_shelf(reads, asked)
        assert counted.facets
        with held(coffees, table):
            assert await read_shelf(reads, asked) == replace(counted, facets=None)
        assert await read_shelf(reads, asked) == counted

    reading(story)


def test_products_that_take_too_long_themselves_are_not_asked_for_again(reading, coffees: str) -> None:
    async def story(reads: Reads) -> None:
        with held(coffees, "shelf"), pytest.raises(ReadTookTooLong):
            await read_shelf(reads, replace(COFFEE, with_facets=False))
        with held(coffees, "shelf"), pytest.raises(ReadTookTooLong):
            await read_shelf(reads, COFFEE)

    reading(story)


def test_what_was_counted_in_a_state_is_not_counted_again_in_it(coffees: str) -> None:
    """On whatever page, in whatever order and language; for other filters and in another state it is."""
    cheapest = replace(COFFEE, sort=Sort.PRICE, limit=1)

    async def story(shopper: Shopper) -> None:
        counted = await shopper.ask(COFFEE, "one")
        first = await shopper.ask(cheapest, "one")
        second = await shopper.ask(replace(cheapest, after=first.last), "one")
        french = await shopper.ask(replace(cheapest, lang="fr"), "one")
        assert shopper.counted == 1
        assert first.facets == second.facets == counted.facets
        assert ["dark" in first.data, "mild" in second.data] == [True, True]
        assert counted.facets and french.facets and french.facets != counted.facets
        await shopper.ask(replace(COFFEE, filters=replace(COFFEE.filters, is_in_stock=True)), "one")
        assert shopper.counted == 2
        assert (await shopper.ask(COFFEE, "another")).facets == counted.facets
        assert shopper.counted == 3

    tell(coffees, story)


def test_names_are_looked_up_once_in_a_state(coffees: str) -> None:
    async def story(shopper: Shopper) -> None:
        of_coffee = await shopper.ask(COFFEE, "one")
        with held(coffees, "shipping_rate", "term"):
            of_coffees = await shopper.ask(COFFEES, "one")
            assert (await shopper.ask(COFFEES, "another")).facets is None
        assert of_coffees.facets == of_coffee.facets

    tell(coffees, story)


class Slow(Recorder):
    """Takes over a third of the time that counting has for each statement that asks for names."""

    async def rows(self, sql: str, *arguments: Argument, within_s: float | None = None) -> Sequence[Sequence[object]]:
        if "left_over" not in sql:
            await asyncio.sleep(1.2)
        return await super().rows(sql, *arguments, within_s=within_s)


def test_all_that_is_looked_up_shares_one_limit_of_time(coffees: str) -> None:
    async def story(shopper: Shopper) -> None:
        page = await shopper.ask(COFFEE)
        assert page.facets is None and page.data != "[]"

    tell(coffees, story, Slow)
