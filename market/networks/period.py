"""Which days are meant."""

from dataclasses import dataclass
from datetime import date, timedelta

from market.networks.errors import NotAPeriod, NotAQuarter
from market.networks.rules import Quarter

_LONGEST = timedelta(days=3660)


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


def read_quarter(text: str) -> Quarter:
    """Raises NotAQuarter."""
    try:
        return Quarter.parse(text)
    except ValueError:
        raise NotAQuarter(text) from None
