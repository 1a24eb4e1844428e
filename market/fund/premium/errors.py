"""Refusals about the premium."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from kit.errors import Conflict, Invalid


@dataclass(eq=False)
class MorePremiumThanThereIs(Conflict):
    """Less of the premium has arrived, or was allocated, than that."""

    code: ClassVar[str] = "more_premium_than_there_is"
    asked_minor: int
    left_minor: int
    currency: str


@dataclass(eq=False)
class NoMajority(Invalid):
    """The vote did not carry it: more of those present must be in favour than not, and none more than there are."""

    code: ClassVar[str] = "premium_vote_without_majority"
    members: int
    present: int
    in_favour: int


@dataclass(eq=False)
class NotDecidedYet(Invalid):
    """The day of the vote has not begun anywhere."""

    code: ClassVar[str] = "premium_vote_in_the_future"
    decided_on: date


@dataclass(eq=False)
class PremiumIsBound(Conflict):
    """Too little would be left for what a scheme binds the premium to."""

    code: ClassVar[str] = "premium_is_bound"
    asked_minor: int
    unallocated_minor: int
    use: str
    required_minor: int
    allocated_minor: int
    currency: str
    schemes: list[str]


@dataclass(eq=False)
class TooMuchCash(Conflict):
    """More cash than the scheme lets be paid out, unless members vote for just that."""

    code: ClassVar[str] = "premium_cash_above_cap"
    asked_minor: int
    allocated_minor: int
    most_minor: int
    currency: str
    scheme: str
