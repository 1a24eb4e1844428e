"""Refusals about the account of a period."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid


@dataclass(eq=False)
class BadStatementPeriod(Invalid):
    """A period begins before it ends, within ten years."""

    code: ClassVar[str] = "bad_statement_period"
    first_day: str
    end_day: str


@dataclass(eq=False)
class AccountDiffersFromLedger(Conflict):
    """What would be stated is not what the books say, so it is not handed out."""

    code: ClassVar[str] = "account_differs_from_ledger"
    what: str
    currency: str
    stated_minor: int
    booked_minor: int
