"""When members have decided on a use of their premium. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Vote:
    """A vote of the members' assembly, as its minutes have it."""

    decided_on: date
    members: int
    present: int
    in_favour: int

    @property
    def carries(self) -> bool:
        """More of those present were in favour than not."""
        return 0 < self.in_favour <= self.present <= self.members and 2 * self.in_favour > self.present
