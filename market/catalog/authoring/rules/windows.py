"""When a product may be ordered: seasons that come back, dates, and orders ahead of delivery."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from market.catalog.authoring.errors import BadWindow
from models.enums import WindowKind

MOST_WINDOWS = 20
_LEAP_YEAR = "2024"
_WRITTEN_OUT = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Window:
    """`opens_each` and `closes_each` are `MM-DD` of every year, else the two dates are set; both days count."""

    kind: WindowKind
    opens_each: str | None = None
    closes_each: str | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    ships_from: date | None = None

    def is_open(self, on: date) -> bool:
        """Whether it may be ordered on this day: what the SQL function `is_orderable` says of one window."""
        if self.opens_each is not None and self.closes_each is not None:
            day = f"{on:%m-%d}"
            if self.opens_each <= self.closes_each:
                return self.opens_each <= day <= self.closes_each
            return day >= self.opens_each or day <= self.closes_each
        return self.opens_on is not None and self.closes_on is not None and self.opens_on <= on <= self.closes_on


def window(kind: WindowKind, *, opens: str, closes: str, ships_from: date | None = None, position: int = 0) -> Window:
    """A window from text: `MM-DD` for a yearly one, else `YYYY-MM-DD`. Raises BadWindow."""
    try:
        if kind is WindowKind.YEARLY:
            for day in (opens, closes):
                _day(f"{_LEAP_YEAR}-{day}")
            return Window(kind, opens_each=opens, closes_each=closes, ships_from=ships_from)
        return Window(kind, opens_on=_day(opens), closes_on=_day(closes), ships_from=ships_from)
    except ValueError:
        raise BadWindow(position, "no_such_day") from None


def require_windows(windows: Sequence[Window]) -> None:
    """Raises BadWindow for days in the wrong order, and for a delivery day that is missing, too early or of no use."""
    if len(windows) > MOST_WINDOWS:
        raise BadWindow(MOST_WINDOWS, "too_many")
    for position, each in enumerate(windows):
        if each.opens_on is not None and each.closes_on is not None and each.closes_on < each.opens_on:
            raise BadWindow(position, "closes_before_it_opens")
        if each.kind is not WindowKind.PREORDER and each.ships_from is not None:
            raise BadWindow(position, "ships_from_is_for_preorders")
        if each.kind is WindowKind.PREORDER:
            if each.ships_from is None:
                raise BadWindow(position, "ships_from_missing")
            if each.opens_on is not None and each.ships_from < each.opens_on:
                raise BadWindow(position, "ships_before_it_opens")


def _day(text: str) -> date:
    # Python would also take 2024-W01-1 and 20240101.
    if not _WRITTEN_OUT.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)
