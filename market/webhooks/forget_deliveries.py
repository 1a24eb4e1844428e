"""What was told is kept for a while, then forgotten: the facts themselves are elsewhere."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from market.webhooks import log_queries as queries

KEPT = timedelta(days=30)
_AT_ONCE = 10_000


def forget_deliveries(session: Session, *, now: datetime) -> int:
    """Delete events that are older than 30 days, with their deliveries and attempts; how many events."""
    return queries.delete_events(session, before=now - KEPT, limit=_AT_ONCE)
