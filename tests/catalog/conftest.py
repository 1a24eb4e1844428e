"""A market with a few products, and the hot reads on it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from kit.database import Database
from kit.reads import Reads
from tests.catalog.world import World

Answer = TypeVar("Answer")
Reading = Callable[[Callable[[Reads], Awaitable[Answer]]], Answer]


@pytest.fixture
def database(clean_database: Database) -> Database:
    return clean_database


@pytest.fixture
def reading(fresh_database_url: str) -> Reading:
    """Runs one coroutine on a pool of its own."""

    def run(ask: Callable[[Reads], Awaitable[Answer]]) -> Answer:
        async def with_pool() -> Answer:
            reads = Reads(fresh_database_url, pool_size=2)
            try:
                return await ask(reads)
            finally:
                await reads.close()

        return asyncio.run(with_pool())

    return run


@pytest.fixture
def building(database: Database) -> Callable[[], object]:
    """`with building() as world:` writes into a market that is already there, and learns its words at the end."""

    @contextmanager
    def build() -> Iterator[World]:
        with database.transaction() as session:
            world = World(session).build()
            yield world
            session.flush()
            world.learn_words()

    return build
