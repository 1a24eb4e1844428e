"""Quarters, and how a network's membership moved through them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

_MONTHS = 3
UNKNOWN = ""

Member = TypeVar("Member")


@dataclass(frozen=True, order=True)
class Quarter:
    """Three calendar months, written `2026-Q3`; its days are those of UTC."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter that the day is in."""
        return cls(day.year, (day.month - 1) // _MONTHS + 1)

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Read `2026-Q3`. Raises ValueError for anything else, also for years that no calendar has."""
        year, sign, number = text.partition("-Q")
        if not (sign and text.isascii() and len(year) == 4 and year.isdigit() and number in ("1", "2", "3", "4")):
            raise ValueError(f"{text!r} is not a quarter such as 2026-Q3")
        # The last year of the calendar has no day after it, which is where its last quarter would end.
        if not date.min.year <= int(year) < date.max.year:
            raise ValueError(f"no calendar has the year {year}")
        return cls(int(year), int(number))

    @property
    def starts_on(self) -> date:
        return date(self.year, _MONTHS * (self.number - 1) + 1, 1)

    @property
    def ends_on(self) -> date:
        """The first day that is no longer in it."""
        return self.next().starts_on

    def next(self) -> "Quarter":
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    def previous(self) -> "Quarter":
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    def __str__(self) -> str:
        return f"{self.year:04d}-Q{self.number}"


def quarters(first: Quarter, last: Quarter) -> Iterator[Quarter]:
    """Both and all between them, oldest first; none when `last` comes before `first`."""
    while first <= last:
        yield first
        first = first.next()


@dataclass(frozen=True)
class Stay:
    """Days on which an organisation belonged to a network: from `since` up to `until`, not included; None: still."""

    member_id: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Movement:
    """How many joined in a quarter, how many left, and how many belonged at its end, or today in the one that runs."""

    quarter: Quarter
    joined: int
    left: int
    members: int


def movements(stays: Sequence[Stay], *, today: date, most: int) -> list[Movement]:
    """The last `most` quarters since the first member joined, oldest first. Days to come are no movement yet.

    Who leaves and comes back has joined twice and left once.
    """
    happened = [stay for stay in stays if stay.since <= today]
    if not happened:
        return []
    joined = Counter(Quarter.of(stay.since) for stay in happened)
    left = Counter(Quarter.of(stay.until) for stay in happened if stay.until is not None and stay.until <= today)
    found, members = [], 0
    for quarter in quarters(min(joined), Quarter.of(today)):
        members += joined[quarter] - left[quarter]
        found.append(Movement(quarter, joined[quarter], left[quarter], members))
    return found[-most:]


@dataclass(frozen=True)
class Share:
    """How many members have one word in common."""

    word: str
    count: int


@dataclass(frozen=True)
class Counted:
    """Members by one of their properties, the most frequent first; those of whom it is not known stay apart."""

    shares: tuple[Share, ...]
    unknown: int


def count_by(members: Iterable[Member], word_of: Callable[[Member], str | None]) -> Counted:
    """Count members by a word; None and the empty word are not known."""
    counts = Counter(word_of(member) or UNKNOWN for member in members)
    unknown = counts.pop(UNKNOWN, 0)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return Counted(tuple(Share(word, count) for word, count in ordered), unknown)
