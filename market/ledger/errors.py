"""Refusals of the books."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid


@dataclass(eq=False)
class Unbalanced(Invalid):
    """An entry has at least two postings and sums to nothing in each currency."""

    code: ClassVar[str] = "ledger_unbalanced"
    key: str


@dataclass(eq=False)
class LedgerKeyReused(Conflict):
    """This fact is already in the books, with other amounts."""

    code: ClassVar[str] = "ledger_key_reused"
    key: str


@dataclass(eq=False)
class WouldOverdraw(Conflict):
    """The entry takes more from an account than there is."""

    code: ClassVar[str] = "ledger_would_overdraw"


@dataclass(eq=False)
class AlreadyReversed(Conflict):
    """An entry can be reversed once."""

    code: ClassVar[str] = "ledger_already_reversed"


@dataclass(eq=False)
class CorrectionStands(Conflict):
    """A correction is not reversed: what it took back is booked anew."""

    code: ClassVar[str] = "ledger_correction_stands"


@dataclass(eq=False)
class DayNotOver(Conflict):
    """A day is sealed after it has ended, and in its order."""

    code: ClassVar[str] = "ledger_day_not_over"
    day: str
