"""Refusals about what organisations put on record."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


class NoSuchRecord(NotFound):
    """There is no such record of this organisation."""

    code: ClassVar[str] = "no_such_record"


class RecordTakenBack(Conflict):
    """This record has been taken back."""

    code: ClassVar[str] = "record_taken_back"


class CommitmentFulfilled(Conflict):
    """This commitment has been fulfilled already."""

    code: ClassVar[str] = "commitment_fulfilled"


@dataclass(eq=False)
class RecordIsFull(Conflict):
    """An organisation puts this many things on record and no more."""

    code: ClassVar[str] = "record_is_full"
    limit: int


@dataclass(eq=False)
class DayToCome(Invalid):
    """What has happened is not put on record before its day."""

    code: ClassVar[str] = "day_to_come"
    day: date


@dataclass(eq=False)
class DueDayGone(Invalid):
    """A commitment is due on a day to come, at most twenty years ahead."""

    code: ClassVar[str] = "due_day_gone"
    due_on: date


@dataclass(eq=False)
class SupportDaysUnclear(Invalid):
    """Public money is for days that begin before they end, at most twenty years apart."""

    code: ClassVar[str] = "support_days_unclear"
    starts_on: date
    ends_on: date


class NoSuchFundEntry(Invalid):
    """With no such entry of its books has a fund given your organisation money of this currency."""

    code: ClassVar[str] = "no_such_fund_entry"


class CostUnclear(Invalid):
    """A fund bears a cost, and a cost has an amount and a currency."""

    code: ClassVar[str] = "cost_unclear"


@dataclass(eq=False)
class CostAboveEntry(Conflict):
    """The fund gave less with this entry than the costs that are held against it."""

    code: ClassVar[str] = "cost_above_entry"
    left_minor: int
    currency: str
