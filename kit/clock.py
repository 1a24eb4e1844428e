"""The one place that reads the clock. Everywhere else time is an argument."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_ISO_WEEK = re.compile(r"^(\d{4})-W(\d{2})$")


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, order=True)
class IsoWeek:
    """A payout period: the half-open UTC interval of one ISO 8601 week, written `2026-W48`."""

    year: int
    week: int

    @classmethod
    def parse(cls, text: str) -> "IsoWeek":
        """Read `2026-W48`. Raises ValueError for anything else, also for a week the year does not have."""
        match = _ISO_WEEK.match(text)
        if match is None:
            raise ValueError(f"{text!r} is not an ISO week such as 2026-W48")
        date.fromisocalendar(int(match[1]), int(match[2]), 1)  # raises for a 54th week
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, moment: datetime) -> "IsoWeek":
        """The week that `moment` falls in."""
        calendar = moment.astimezone(UTC).isocalendar()
        return cls(calendar.year, calendar.week)

    @property
    def starts_at(self) -> datetime:
        monday = date.fromisocalendar(self.year, self.week, 1)
        return datetime(monday.year, monday.month, monday.day, tzinfo=UTC)

    @property
    def ends_at(self) -> datetime:
        """The first moment that is no longer in the week."""
        return self.starts_at + timedelta(days=7)

    def next(self) -> "IsoWeek":
        return IsoWeek.of(self.ends_at)

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.week:02d}"
