"""How a commitment stands, and how much of public money falls on the days of a period."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from kit.money import half_up
from market.networks.record.errors import DayToCome, DueDayGone, SupportDaysUnclear

_LONGEST = timedelta(days=20 * 366)
_ONE = timedelta(days=1)


class Standing(StrEnum):
    """A late commitment shows as late, also when it was fulfilled in the end."""

    OPEN = "open"
    LATE = "late"
    FULFILLED = "fulfilled"
    FULFILLED_LATE = "fulfilled_late"
    WITHDRAWN = "withdrawn"


def standing_of(*, due_on: date, fulfilled_on: date | None, is_withdrawn: bool, today: date) -> Standing:
    """The due day itself is in time. What was fulfilled stays fulfilled when it is taken back later."""
    if fulfilled_on is not None:
        return Standing.FULFILLED if fulfilled_on <= due_on else Standing.FULFILLED_LATE
    if is_withdrawn:
        return Standing.WITHDRAWN
    return Standing.OPEN if today <= due_on else Standing.LATE


@dataclass(frozen=True)
class Support:
    """Public money in minor units for the days from `starts_on` to `ends_on`, both included."""

    amount_minor: int
    starts_on: date
    ends_on: date

    def falling_in(self, start: date, end: date) -> int:
        """What of it falls on the days of [start, end), day by day alike.

        What falls before a day is rounded, and this is the difference: neighbouring periods add up to the whole.
        """
        return self._before(end) - self._before(start)

    def _before(self, day: date) -> int:
        whole = (self.ends_on - self.starts_on + _ONE).days
        gone = min(max((day - self.starts_on).days, 0), whole)
        return half_up(Fraction(self.amount_minor * gone, whole))


def require_past(day: date, *, today: date) -> None:
    """Raises DayToCome."""
    if day > today:
        raise DayToCome(day)


def require_due(due_on: date, *, today: date) -> None:
    """Raises DueDayGone."""
    if not today < due_on <= today + _LONGEST:
        raise DueDayGone(due_on)


def require_support_days(starts_on: date, ends_on: date) -> None:
    """Raises SupportDaysUnclear."""
    if not starts_on <= ends_on or ends_on - starts_on > _LONGEST:
        raise SupportDaysUnclear(starts_on, ends_on)
