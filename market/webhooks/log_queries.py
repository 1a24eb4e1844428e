"""SQL of what was told and what came of it."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.database import changed_rows

_OLD = "select id from webhook_event where created_at < :before order by created_at limit :limit"
_DELETE_ATTEMPTS = text(
    f"""
    delete from webhook_attempt a using webhook_delivery d
    where d.id = a.delivery_id and d.event_id in ({_OLD})
    """
)
_DELETE_DELIVERIES = text(f"delete from webhook_delivery where event_id in ({_OLD})")
_DELETE_EVENTS = text(f"delete from webhook_event where id in ({_OLD})")


def delete_events(session: Session, *, before: datetime, limit: int) -> int:
    """The oldest of those written before a moment, with all that came of them."""
    asked = {"before": before, "limit": limit}
    session.execute(_DELETE_ATTEMPTS, asked)
    session.execute(_DELETE_DELIVERIES, asked)
    return changed_rows(session.execute(_DELETE_EVENTS, asked))
