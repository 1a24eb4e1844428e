"""Refusals about the money of funds."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


class NoSuchFund(NotFound):
    """There is no such fund."""

    code: ClassVar[str] = "no_such_fund"


@dataclass(eq=False)
class FundIsClosed(Conflict):
    """The fund is closed."""

    code: ClassVar[str] = "fund_is_closed"
    fund_id: str


@dataclass(eq=False)
class OtherCurrency(Invalid):
    """The fund keeps its money in another currency."""

    code: ClassVar[str] = "fund_has_other_currency"
    fund_currency: str


@dataclass(eq=False)
class OutsideMandate(Conflict):
    """The fund's mandate does not allow this use."""

    code: ClassVar[str] = "outside_fund_mandate"
    use: str
    allowed: list[str]


@dataclass(eq=False)
class FundTooSmall(Conflict):
    """The fund has less than that, or less that may be bound."""

    code: ClassVar[str] = "fund_too_small"
    asked_minor: int
    most_minor: int
    currency: str


@dataclass(eq=False)
class MoreThanIsOut(Conflict):
    """Less of the fund's investments is out than is said to come back."""

    code: ClassVar[str] = "more_than_fund_has_out"
    asked_minor: int
    out_minor: int
    currency: str


@dataclass(eq=False)
class FundIsThere(Conflict):
    """This currency has its solidarity fund."""

    code: ClassVar[str] = "solidarity_fund_is_there"
    currency: str


@dataclass(eq=False)
class KindMisfit(Invalid):
    """A labour investment fund has a sponsor; no other fund has one, or units."""

    code: ClassVar[str] = "fund_kind_misfit"
    kind: str
