"""What did we show on that day? Asked of the record at its beginning, at its end, and again with what is known now."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from storefront.client import Api
from storefront.shapes.proof import Shown

_EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True)
class ThatDay:
    """The label on one day (UTC): what shoppers saw when it began and when it ended, and what is known of it since."""

    day: date
    first: Shown
    last: Shown
    since: Shown

    @property
    def is_steady(self) -> bool:
        return self.first.is_shown == self.last.is_shown

    @property
    def is_known_better(self) -> bool:
        """Whether we would say otherwise today than we did then."""
        return (self.since.is_shown, self.since.why_not_shown) != (self.last.is_shown, self.last.why_not_shown)


def day_asked(text: str, *, now: datetime) -> date | None:
    """A day that has begun; None for what is no such day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _EARLIEST <= day <= now.astimezone(UTC).date() else None


async def look_back(api: Api, certificate_id: str, day: date, *, now: datetime) -> ThatDay:
    begins = datetime.combine(day, time(), UTC)
    ends = min(begins + timedelta(days=1, microseconds=-1), now)
    first, last, since = await asyncio.gather(
        api.shown(certificate_id, at=begins, known_at=begins),
        api.shown(certificate_id, at=ends, known_at=ends),
        api.shown(certificate_id, at=ends, known_at=now),
    )
    return ThatDay(day, first, last, since)
