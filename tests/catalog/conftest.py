"""A market with a few products, and the hot reads on it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import TypeVar

import pytest

from kit.database import Database
from kit.reads import Reads
from tests.catalog.world import World, market_in

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
def building(fresh_database_url: str) -> Callable[[], AbstractContextManager[World]]:
    """`with building() as world:` furnishes a market in a fresh database."""
    return lambda: market_in(fresh_database_url)
