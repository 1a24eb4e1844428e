"""Set what producers get here beside what others published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from market.impact.comparison import queries
from market.impact.comparison.comparators import Comparator, read_comparators
from market.impact.comparison.rules import ShareHere, shares_of, twelve_months_before


@dataclass(frozen=True)
class Comparison:
    """Days are UTC, the last not included; `labels` name the categories by code and language."""

    start: date
    end: date
    currency: str
    shares: tuple[ShareHere, ...]
    comparators: tuple[Comparator, ...]
    labels: Mapping[str, Mapping[str, str]]


def compare(session: Session, *, currency: str, today: date) -> Comparison:
    """The last twelve months that are over, as the books stand now."""
    start, end = twelve_months_before(today)
    asked = queries.Asked(_midnight(start), _midnight(end), currency)
    shares = shares_of(queries.list_sold(session, asked), queries.count_orders(session, asked))
    return Comparison(start, end, currency, shares, read_comparators(), queries.list_labels(session))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
