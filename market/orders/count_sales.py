"""What sells, for the catalogue's default order. No sale waits for another to be counted."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from market.orders import queries

_COUNTED = timedelta(days=365)


def count_sales(session: Session, *, now: datetime) -> int:
    """Set each product's popularity to the pieces of it that were paid for in the last year; how many changed."""
    return queries.count_sales(session, since=now - _COUNTED)
