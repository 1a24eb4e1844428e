"""A producer in a market of its own."""

import pytest

from kit.database import Database
from tests.catalog.importing.market import Producer


@pytest.fixture
def producer(database: Database, building) -> Producer:
    with building() as world:
        pass
    return Producer(database, world.norandino_id)
