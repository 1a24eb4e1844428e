"""Which processes have lately said that they live."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from market.requests import queries

LATE_AFTER = timedelta(seconds=60)


def read_heartbeats(session: Session) -> dict[str, datetime]:
    """When each process was last heard of, by name."""
    return queries.list_heartbeats(session)


def beat_heart(session: Session, *, process: str, now: datetime) -> None:
    """Say that `process` lives."""
    queries.mark_alive(session, process=process, now=now)
