"""Which days are meant."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from market.networks.errors import NotAPeriod, NotAQuarter, QuarterNotOver
from market.networks.rules import Quarter

_LONGEST = timedelta(days=3660)
SETTLING = timedelta(days=7)
"""How long after its end a quarter is told: by then the books know what payment services said late, so that two answers
about it do not differ by an order."""


@dataclass(frozen=True)
class Period:
    """The days from `start` up to `end`, not included; None: from the beginning, or until further notice."""

    start: date | None
    end: date | None


def require_period(start: date | None, end: date | None, *, today: date) -> Period:
    """Raises NotAPeriod for one that is empty, longer than ten years, or still to come."""
    last = end or today + timedelta(days=1)
    if start is not None and not (start < last and last - start <= _LONGEST):
        raise NotAPeriod(start, last)
    return Period(start, end)


def last_told(now: datetime) -> Quarter:
    """The newest quarter that is over and settled."""
    return Quarter.of((now - SETTLING).astimezone(UTC).date()).previous()


def require_over(quarter: Quarter, *, now: datetime) -> None:
    """Raises QuarterNotOver."""
    if quarter > last_told(now):
        raise QuarterNotOver(str(quarter))


def read_quarter(text: str) -> Quarter:
    """Raises NotAQuarter."""
    try:
        return Quarter.parse(text)
    except ValueError:
        raise NotAQuarter(text) from None
