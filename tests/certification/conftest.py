"""A registry on a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.database import Database
from tests.certification.registry import Registry
from tests.certification.served import Api, served


@pytest.fixture
def database(fresh_database_url: str) -> Iterator[Database]:
    opened = Database(fresh_database_url, pool_size=5)
    yield opened
    opened.close()


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database)


@pytest.fixture
def api(fresh_database_url: str, registry: Registry, tmp_path: Path) -> Iterator[Api]:
    with served(fresh_database_url, registry, tmp_path) as running:
        yield running
