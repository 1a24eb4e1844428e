"""A session on a database of its own."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from kit.database import Database


@pytest.fixture
def session(clean_database: Database) -> Iterator[Session]:
    with clean_database.transaction() as session:
        yield session
