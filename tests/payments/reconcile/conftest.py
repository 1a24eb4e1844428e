"""A scene for each test."""

import pytest

from kit.database import Database
from tests.payments.reconcile.scene import Scene
from tests.shop import Shop


@pytest.fixture
def scene(clean_database: Database) -> Scene:
    return Scene(Shop.open(clean_database, stock=100))
