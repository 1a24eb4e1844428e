"""A registry on a database of its own."""

from collections.abc import Iterator

import pytest

from kit.database import Database
from tests.certification.registry import Registry


@pytest.fixture
def database(fresh_database_url: str) -> Iterator[Database]:
    opened = Database(fresh_database_url, pool_size=5)
    yield opened
    opened.close()


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database)
