"""What prefinance costs, and which part of what falls due repays it. Pure.

Interest is simple: on what is still owed of the money itself, never on interest. Each day counts as 1/365 of a year,
from the day after the money was sent to the day it comes back, and none after the day the whole is due. What is not a
whole minor unit is not asked for: rounding is down, once, on the sum. So nobody ever pays more than

    amount × rate × days until due / 365

which is known when it is granted. Whatever comes back first lowers the money owed, then pays the interest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kit.money import BASIS_POINTS

DAYS_OF_A_YEAR = 365


@dataclass(frozen=True)
class Terms:
    """A yearly rate in basis points, and the last day that bears interest."""

    interest_bps: int
    due_on: date


@dataclass(frozen=True)
class Owed:
    """What stands on a day, in minor units."""

    principal_minor: int
    interest_minor: int

    @property
    def total_minor(self) -> int:
        return self.principal_minor + self.interest_minor


@dataclass(frozen=True)
class CameBack:
    """A repayment of a day. Money without interest is `principal_minor`."""

    on: date
    principal_minor: int
    interest_minor: int


@dataclass(frozen=True)
class Due:
    """Something earned that is due and not yet shared, in minor units."""

    item_id: str
    left_minor: int


@dataclass(frozen=True)
class Taken:
    """So much of one item repays."""

    item_id: str
    minor: int


def most_interest(amount_minor: int, terms: Terms, *, sent_on: date) -> int:
    """The interest if nothing comes back before the day it is due: no more is ever asked for."""
    return int(_interest(amount_minor, _days(sent_on, terms.due_on, terms), terms))


def owed_on(amount_minor: int, came_back: Sequence[CameBack], terms: Terms, *, sent_on: date | None, day: date) -> Owed:
    """What is owed at the end of a day. `sent_on` None: the money has not left, and costs nothing yet."""
    principal = amount_minor
    accrued, since = Fraction(0), sent_on or day
    for one in sorted(came_back, key=lambda one: one.on):
        accrued += _interest(principal, _days(since, one.on, terms), terms)
        principal -= one.principal_minor
        since = max(since, one.on)
    if sent_on is not None:
        accrued += _interest(principal, _days(since, day, terms), terms)
    return Owed(principal, max(0, int(accrued) - sum(one.interest_minor for one in came_back)))


def split_repayment(minor: int, owed: Owed) -> tuple[int, int]:
    """(money, interest) out of a repayment, never more than is owed."""
    principal = min(minor, owed.principal_minor)
    return principal, min(minor - principal, owed.interest_minor)


def take_share(items: Sequence[Due], *, share_bps: int, owed_minor: int) -> tuple[Taken, ...]:
    """The share of each item, rounded down, until nothing more is owed."""
    taken, left = [], owed_minor
    for item in items:
        minor = min(item.left_minor * share_bps // BASIS_POINTS, left)
        if minor > 0:
            taken.append(Taken(item.item_id, minor))
            left -= minor
    return tuple(taken)


def most_for(expected_minor: int, share_cap_bps: int) -> int:
    """The most that an expected order may be prefinanced with, rounded down."""
    return expected_minor * share_cap_bps // BASIS_POINTS


def _days(since: date, until: date, terms: Terms) -> int:
    return max(0, (min(until, terms.due_on) - since).days)


def _interest(principal_minor: int, days: int, terms: Terms) -> Fraction:
    return Fraction(principal_minor * terms.interest_bps * days, BASIS_POINTS * DAYS_OF_A_YEAR)
