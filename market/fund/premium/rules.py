"""When members have decided on a use of their premium. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

# The earliest clocks, those of Kiribati, are so far ahead of UTC: an assembly there may be over on a day that has not
# begun elsewhere.
_EARLIEST = timedelta(hours=14)


@dataclass(frozen=True)
class Vote:
    """A vote of the members' assembly, as its minutes have it. `is_for_more_cash`: they voted to be paid out more than
    their scheme's cap."""

    decided_on: date
    members: int
    present: int
    in_favour: int
    is_for_more_cash: bool = False

    @property
    def carries(self) -> bool:
        """More of those present were in favour than not."""
        return 0 < self.in_favour <= self.present <= self.members and 2 * self.in_favour > self.present

    def is_still_to_come(self, now: datetime) -> bool:
        """Whether its day has not begun anywhere."""
        return self.decided_on > (now.astimezone(UTC) + _EARLIEST).date()
