"""Refusals about the premium."""

from dataclasses import dataclass
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
