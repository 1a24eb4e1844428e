"""Add up what producers got of the goods of each category, for whoever reads the comparison."""

from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from market.impact.comparison import queries
from market.impact.comparison.rules import twelve_months_before


def keep_comparison(session: Session, *, currency: str, today: date) -> None:
    """Of the last twelve months that are over, as the books stand now; in the place of what was kept of them."""
    start, end = twelve_months_before(today)
    queries.replace_kept(session, queries.Asked(_midnight(start), _midnight(end), currency))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
