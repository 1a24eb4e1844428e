"""Refusals about changes of fees."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


@dataclass(eq=False)
class NoSuchFeeChange(NotFound):
    """There is no such change of fees."""

    code: ClassVar[str] = "no_such_fee_change"


@dataclass(eq=False)
class FeesTooHigh(Invalid):
    """The shares together must not be more than half of the goods."""

    code: ClassVar[str] = "fees_too_high"
    together_bps: int
    most_bps: int


@dataclass(eq=False)
class NoticeTooShort(Invalid):
    """Producers must be told of new fees so many days before they begin."""

    code: ClassVar[str] = "notice_too_short"
    earliest: date
    notice_days: int


@dataclass(eq=False)
class FeesUnchanged(Conflict):
    """These are the fees that are in force on that day anyway."""

    code: ClassVar[str] = "fees_unchanged"


@dataclass(eq=False)
class FeeChangeDecided(Conflict):
    """This change of fees is announced, in force or taken back already."""

    code: ClassVar[str] = "fee_change_decided"
    state: str


@dataclass(eq=False)
class FeeChangeWaiting(Conflict):
    """Another schedule has been announced and has not begun; it comes first, or is taken back."""

    code: ClassVar[str] = "fee_change_waiting"
    begins: date


@dataclass(eq=False)
class NoSuchMonth(Invalid):
    """Only a month that is over can be looked back on, written as 2026-10."""

    code: ClassVar[str] = "no_such_month"
    month: str
