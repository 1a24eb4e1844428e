"""Words are read ahead, beside what is searched and while products are written: nothing is missed."""

import asyncio
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import build_tools, create_app
from bench.catalogue_pgbench import Recorder, settings_on
from kit.database import Database
from kit.reads import Reads, ReadsUnavailable
from market.catalog.shelf.memory_queries import Pace
from market.catalog.shelf.question import ShelfFilters, Sort
from market.catalog.shelf.words import WordIndex
from tests.catalog.test_shelf import question
from tests.catalog.test_shelf_in_memory import COFFEE, Process


@pytest.mark.parametrize("follows_for", [timedelta(hours=1), timedelta(seconds=-1)], ids=["followed", "read again"])
def test_what_is_written_while_words_are_read_is_looked_up(
    building, fresh_database_url: str, follows_for: timedelta
) -> None:
    with building() as world:
        world.product("mild", "Mild tea", category="textiles")
    database = Database(fresh_database_url, pool_size=1)

    class Meanwhile(Recorder):
        """Somebody renames the product, and another search follows it, when its words have just been read."""

        process: Process

        async def rows(self, sql, *arguments, within_s=None):
            rows = await super().rows(sql, *arguments, within_s=within_s)
            if "tsvector_to_array(s.title)" in sql:
                with database.transaction() as session:
                    session.execute(text("update product set name = 'Coffee'"))
                await self.process.memory.follow(self, "one")
            return rows

    async def story() -> None:
        reads = Meanwhile(fresh_database_url)
        process = reads.process = Process(reads, Pace(worth_reading=1, follows_for=follows_for))
        await process.memory.follow(reads, None)
        assert await process.memory.learn(reads)
        assert (await process.ask(COFFEE, "one"))[0] == ["mild"]
        await reads.close()

    asyncio.run(story())
    database.close()


def test_words_of_products_that_are_not_followed_yet_do_no_harm(building, fresh_database_url: str) -> None:
    with building() as world:
        for number in range(5):
            world.product(f"p{number}", "Mild coffee")

    class Behind(Recorder):
        """The others came when the products had just been read."""

        async def rows(self, sql, *arguments, within_s=None):
            if "order by s.number limit" in sql and arguments[0]:
                return []
            return await super().rows(sql, *arguments, within_s=within_s)

    async def story() -> None:
        reads = Behind(fresh_database_url)
        process = Process(reads, Pace(worth_reading=1, read_at_once=1, span=8))
        await process.memory.follow(reads, "one")
        while await process.memory.learn(reads):
            pass
        assert (await process.ask(COFFEE, "one"))[0] == ["p0"]
        await reads.close()

    asyncio.run(story())


def test_words_that_are_read_at_once_are_all_kept(building, fresh_database_url: str) -> None:
    """More products are renamed while the words of one are read."""
    with building() as world:
        for slug in ("mild", "dark", "washed"):
            world.product(slug, "Coffee")
    database = Database(fresh_database_url, pool_size=1)

    def rename(*slugs: str) -> None:
        with database.transaction() as session:
            session.execute(text("update product set name = 'Scarf' where slug = any(:slugs)"), {"slugs": [*slugs]})

    class Meanwhile(Recorder):
        process: Process
        other: asyncio.Task[bool] | None = None

        async def rows(self, sql, *arguments, within_s=None):
            rows = await super().rows(sql, *arguments, within_s=within_s)
            if "tsvector_to_array(s.title)" in sql and self.other is None:
                rename("dark", "washed")
                await self.process.memory.follow(self, None)
                self.other = asyncio.create_task(self.process.memory.learn(self))
                await asyncio.wait([self.other], timeout=0.5)
            return rows

    async def story() -> None:
        reads = Reads(fresh_database_url, pool_size=1)
        process = Process(reads, Pace(worth_reading=1, span=2))
        await process.memory.read_all(reads)
        rename("mild")
        meanwhile = Meanwhile(fresh_database_url)
        meanwhile.process = process
        await process.memory.read_all(meanwhile)
        assert meanwhile.other is not None and await meanwhile.other
        found, _ = await process.ask(question(ShelfFilters(words="scarf"), sort=Sort.RELEVANCE))
        assert sorted(found) == ["dark", "mild", "washed"]
        await reads.close()
        await meanwhile.close()

    asyncio.run(story())
    database.close()


def test_nobody_waits_for_words_to_be_joined(reading, building, monkeypatch: pytest.MonkeyPatch) -> None:
    answered, read = threading.Event(), WordIndex.read

    def slowly(*arguments: Any) -> WordIndex:
        assert answered.wait(30), "nobody was answered meanwhile"
        return read(*arguments)

    async def story(reads: Reads) -> None:
        process = Process(reads)
        await process.memory.follow(reads, None)
        learning = asyncio.create_task(process.memory.learn(reads))
        assert (await process.ask(COFFEE))[0] == ["mild"]
        assert not learning.done()
        answered.set()
        assert await learning

    with building() as world:
        world.product("mild", "Mild coffee")
    monkeypatch.setattr(WordIndex, "read", slowly)
    reading(story)


def test_words_are_read_ahead_also_when_the_database_was_away(reading, building, fresh_database_url: str) -> None:
    with building() as world:
        for number in range(3):
            world.product(f"p{number}", "Mild coffee")

    class Away(Recorder):
        left = 2

        async def rows(self, sql, *arguments, within_s=None):
            if self.left:
                self.left -= 1
                raise ReadsUnavailable()
            return await super().rows(sql, *arguments, within_s=within_s)

    async def story() -> None:
        reads = Away(fresh_database_url)
        process = Process(reads, Pace(worth_reading=1, read_ahead_every_s=0.01))
        ahead = asyncio.create_task(process.memory.read_ahead(reads))
        looked_up = True
        async with asyncio.timeout(60):
            while looked_up:
                await asyncio.sleep(0.05)
                reads.sent.clear()
                with suppress(ReadsUnavailable):
                    looked_up = len((await process.ask(COFFEE))[0]) < 3 or any(
                        "@@ asked.it" in q for q, _ in reads.sent
                    )
        ahead.cancel()
        await reads.close()

    asyncio.run(story())


def test_a_server_reads_ahead_from_its_start(fresh_database_url: str, building) -> None:
    with building() as world:
        world.product("mild", "Mild coffee")
    tools = build_tools(settings_on(fresh_database_url))
    reads = Recorder(fresh_database_url)
    with TestClient(create_app(replace(tools, reads=reads, reads_ahead=True))) as http:
        while not any("pg_snapshot_xmax" in sql for sql, _ in reads.sent):
            http.get("/livez")
        assert http.get("/v1/products?q=coffee").json()["data"][0]["slug"] == "mild"
