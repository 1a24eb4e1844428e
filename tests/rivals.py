"""Two transactions that meet."""

import time

from sqlalchemy import text
from sqlalchemy.orm import Session

_WAITING = text("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")


def wait_until_somebody_waits(session: Session, *, seconds: float = 60) -> None:
    """Until another transaction in this database waits for a lock."""
    ends_at = time.monotonic() + seconds
    while not session.execute(_WAITING).scalar_one():
        assert time.monotonic() < ends_at, "nobody waits"
        # A transaction sees what it first saw of other sessions.
        session.execute(text("select pg_stat_clear_snapshot()"))
        time.sleep(0.01)
