"""When new fees may begin, in which state a change is, and which month is looked back on. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from market.pricing.changes.errors import FeesTooHigh, NoSuchMonth, NoticeTooShort
from models.enums import FeeChangeState

MOST_BPS = 5000
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True)
class Shares:
    """What is cut from goods, in basis points. Raises FeesTooHigh."""

    market_fee_bps: int
    dues_bps: int
    solidarity_bps: int

    def __post_init__(self) -> None:
        together = self.market_fee_bps + self.dues_bps + self.solidarity_bps
        if together > MOST_BPS:
            raise FeesTooHigh(together, MOST_BPS)


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month in UTC, written `2026-10`."""

    year: int
    month: int

    @classmethod
    def before(cls, now: datetime) -> "Month":
        """The last one that is over."""
        last_day = now.astimezone(UTC).date().replace(day=1) - timedelta(days=1)
        return cls(last_day.year, last_day.month)

    @classmethod
    def parse(cls, text: str, *, now: datetime) -> "Month":
        """Raises NoSuchMonth for anything but a month that is over."""
        match = _MONTH.fullmatch(text)
        found = None if match is None else cls(int(match[1]), int(match[2]))
        if found is None or found.year < 1 or found > cls.before(now):
            raise NoSuchMonth(text)
        return found

    @property
    def starts_at(self) -> datetime:
        return datetime(self.year, self.month, 1, tzinfo=UTC)

    @property
    def ends_at(self) -> datetime:
        """The first moment that is no longer in the month; a month that is over has one."""
        return datetime(self.year + self.month // 12, self.month % 12 + 1, 1, tzinfo=UTC)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def state_of(
    *, valid_from: date, announced_at: datetime | None, withdrawn_at: datetime | None, today: date
) -> FeeChangeState:
    """A change is in force from its day on; whether another has followed it, the schedules tell."""
    if withdrawn_at is not None:
        return FeeChangeState.WITHDRAWN
    if announced_at is None:
        return FeeChangeState.PROPOSED
    return FeeChangeState.ANNOUNCED if today < valid_from else FeeChangeState.IN_FORCE


def require_notice(valid_from: date, *, today: date, notice_days: int) -> None:
    """New fees begin at the earliest `notice_days` after the day on which they are told. Raises NoticeTooShort.

    No fewer than 15 for a platform in the Union: Regulation (EU) 2019/1150, article 3(2); nor ever backwards: 3(5) and
    recital 21.
    """
    earliest = today + timedelta(days=notice_days)
    if valid_from < earliest:
        raise NoticeTooShort(earliest, notice_days)
