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
from market.catalog.shelf.memory_queries import ShelfInMemory
from market.catalog.shelf.names_queries import _LIVE, _MAKERS, _WORDS
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
    memory: ShelfInMemory = field(default_factory=lambda: ShelfInMemory("EUR"))

    @property
    def selected(self) -> int:
        """How often it was looked up what is meant by the words of a search: to rank, or to count."""
        return sum("q.exact::text" in sql for sql, _ in self.reads.sent)

    async def ask(self, asked: ShelfQuestion, state: str | None = None) -> ShelfPage:
        return await read_shelf(self.reads, asked, state=state, memory=self.memory)


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
    [(COFFEES, "shelf_written"), (COFFEE, "shipping_rate")],
    ids=["what was written since it was counted by", "where parcels go, which is told with them"],
)
def test_products_come_without_counts_that_take_too_long(reading, coffees: str, asked: ShelfQuestion, table: str):
    async def story(reads: Reads) -> None:
        counted = await read_shelf(reads, asked)
        assert counted.facets
        with held(coffees, table):
            assert await read_shelf(reads, asked) == replace(counted, facets=None)
        assert await read_shelf(reads, asked) == counted

    reading(story)


def test_products_that_take_too_long_themselves_are_not_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, reading, coffees: str
) -> None:
    monkeypatch.setattr(Reads, "statement_timeout_ms", 500)

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
        first = await shopper.ask(cheapest, "one")
        assert shopper.selected == 1
        second = await shopper.ask(replace(cheapest, after=first.last), "one")
        dearest = await shopper.ask(replace(cheapest, sort=Sort.PRICE_DOWN), "one")
        french = await shopper.ask(replace(cheapest, lang="fr"), "one")
        assert shopper.selected == 1
        assert first.facets == second.facets == dearest.facets
        assert ["dark" in first.data, "mild" in second.data] == [True, True]
        assert first.facets and french.facets and french.facets != first.facets
        await shopper.ask(replace(cheapest, filters=replace(COFFEE.filters, is_in_stock=True)), "one")
        assert shopper.selected == 2
        assert (await shopper.ask(cheapest, "another")).facets == first.facets
        assert shopper.selected == 3

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
        if sql in (_WORDS, _MAKERS, _LIVE):
            await asyncio.sleep(1.2)
        return await super().rows(sql, *arguments, within_s=within_s)


def test_all_that_is_looked_up_shares_one_limit_of_time(coffees: str) -> None:
    async def story(shopper: Shopper) -> None:
        page = await shopper.ask(COFFEE)
        assert page.facets is None and page.data != "[]"

    tell(coffees, story, Slow)
