"""The signs of life that worker, relay and beat leave in the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from kit.database import Database
from market.requests.health import read_heartbeats


class Heartbeats:
    """Reads them from one database."""

    def __init__(self, database: Database):
        self._database = database

    @classmethod
    @contextmanager
    def opened(cls, database_url: str) -> Iterator["Heartbeats"]:
        database = Database(database_url, pool_size=1)
        try:
            yield cls(database)
        finally:
            database.close()

    def is_alive(self, process: str, since: datetime) -> bool:
        """Whether `process` was heard of after `since`."""
        with self._database.reading() as session:
            seen_at = read_heartbeats(session).get(process)
        return seen_at is not None and seen_at > since
