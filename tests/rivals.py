"""Two transactions that meet."""

import time

from sqlalchemy import text
from sqlalchemy.orm import Session

# Asks for nothing in pg_stat_activity: of that a transaction sees what it saw first, without the sessions that began
# since.
_WAITED_FOR = text(
    "select exists (select from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid)))"
)


def is_waited_for(session: Session) -> bool:
    """Whether another transaction waits for what this one has locked."""
    return bool(session.execute(_WAITED_FOR).scalar_one())


def wait_until_somebody_waits(session: Session, *, seconds: float = 60) -> None:
    """Until another transaction waits for what this one has locked."""
    ends_at = time.monotonic() + seconds
    while not is_waited_for(session):
        assert time.monotonic() < ends_at, "nobody waits"
        time.sleep(0.01)
