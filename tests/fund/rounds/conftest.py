"""A hall for each test."""

import pytest

from kit.database import Database
from tests.fund.rounds.hall import Hall


@pytest.fixture
def hall(clean_database: Database) -> Hall:
    return Hall.open(clean_database)
