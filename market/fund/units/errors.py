"""Refusals about units and what funds report."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


class HasNoUnits(Conflict):
    """The fund has no units."""

    code: ClassVar[str] = "fund_has_no_units"


class NoSuchHolder(NotFound):
    """There is no such organisation, or it holds no units of the fund."""

    code: ClassVar[str] = "no_such_unit_holder"


class NoSuchNotice(NotFound):
    """There is no such notice."""

    code: ClassVar[str] = "no_such_unit_notice"


@dataclass(eq=False)
class IssuedOtherwise(Conflict):
    """Other units were issued under this reference."""

    code: ClassVar[str] = "units_issued_otherwise"
    units: int


@dataclass(eq=False)
class TooFewUnits(Conflict):
    """The member has fewer units that it has not given notice of."""

    code: ClassVar[str] = "too_few_units"
    asked: int
    has: int


@dataclass(eq=False)
class NoticeRuns(Conflict):
    """The notice has not run its days."""

    code: ClassVar[str] = "unit_notice_runs"
    payable_from: datetime


class UnitsWorthNothing(Conflict):
    """The fund has lost everything: nothing is paid for its units."""

    code: ClassVar[str] = "units_are_worth_nothing"


@dataclass(eq=False)
class YearNotOver(Invalid):
    """The year is not over."""

    code: ClassVar[str] = "fund_year_not_over"
    last_day: date
