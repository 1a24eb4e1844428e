"""Set what producers get here beside what others published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

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
    """The newest twelve months before `today` that were added up (`keep_comparison`); until then, of nothing."""
    start, end = twelve_months_before(today)
    kept = queries.find_kept(session, currency=currency, latest=start)
    if kept is None:
        return Comparison(start, end, currency, shares_of([], 0), read_comparators(), {})
    shares = shares_of(kept.sold, kept.orders)
    return Comparison(kept.start, kept.end, currency, shares, read_comparators(), queries.list_labels(session))
