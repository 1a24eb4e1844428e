"""What is counted beside a list is counted once for all its pages, and keeps nobody waiting for the products."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import text

from kit.database import Database
from kit.reads import Reads, ReadTookTooLong
from market.catalog.shelf.queries import read_shelf
from market.catalog.shelf.question import ShelfFilters, ShelfPage, ShelfQuestion, Sort
from tests.catalog.test_shelf import question
from tests.catalog.world import market_in

COFFEE = replace(question(ShelfFilters(words="coffee"), sort=Sort.RELEVANCE), with_facets=True)


@pytest.fixture
def coffees(fresh_database_url: str) -> str:
    with market_in(fresh_database_url) as world:
        world.product("mild", "Mild coffee", popularity=50, price=900)
        world.product("dark", "Dark coffee", popularity=40, price=700)
    return fresh_database_url


@contextmanager
def nothing_can_be_counted(database_url: str, *tables: str) -> Iterator[None]:
    """Where parcels go is counted, and read for nothing else; `tables` are held as well."""
    database = Database(database_url)
    try:
        with database.transaction() as session:
            session.execute(text(f"lock table {', '.join(('shipping_rate', *tables))} in access exclusive mode"))
            yield
    finally:
        database.close()


async def ask(reads: Reads, asked: ShelfQuestion, state: str | None = None) -> ShelfPage:
    return await read_shelf(reads, asked, state=state)


def test_products_come_without_counts_that_take_too_long(reading, coffees: str) -> None:
    async def story(reads: Reads) -> None:
        counted = await ask(reads, COFFEE)
        assert counted.facets
        with nothing_can_be_counted(coffees):
            assert await ask(reads, COFFEE) == replace(counted, facets=None)
        assert await ask(reads, COFFEE) == counted

    reading(story)


def test_products_that_take_too_long_themselves_are_not_asked_for_again(reading, coffees: str) -> None:
    async def story(reads: Reads) -> None:
        with nothing_can_be_counted(coffees, "shelf"), pytest.raises(ReadTookTooLong):
            await ask(reads, replace(COFFEE, with_facets=False))

    reading(story)


def test_what_was_counted_in_a_state_is_not_counted_again_in_it(reading, coffees: str) -> None:
    """On whatever page and in whatever order; other filters and another state are."""

    async def story(reads: Reads) -> None:
        counted = await ask(reads, COFFEE, "one")
        cheapest = replace(COFFEE, sort=Sort.PRICE, limit=1)
        with nothing_can_be_counted(coffees):
            first = await ask(reads, cheapest, "one")
            second = await ask(reads, replace(cheapest, after=first.last), "one")
            others = await asyncio.gather(
                ask(reads, cheapest, "another"),
                ask(reads, replace(cheapest, lang="fr"), "one"),
            )
        assert first.facets == second.facets == counted.facets
        assert ["dark" in first.data, "mild" in second.data] == [True, True]
        assert [other.facets for other in others] == [None, None]

    reading(story)
