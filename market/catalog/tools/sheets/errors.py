"""Refusals about sheets of prices and stock."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


class NoSuchSheet(NotFound):
    """There is no such sheet of yours; a newer one takes its place."""

    code: ClassVar[str] = "no_such_sheet"


class SheetApplied(Conflict):
    """This sheet has been applied."""

    code: ClassVar[str] = "sheet_applied"


@dataclass(eq=False)
class SheetTooLong(Invalid):
    """The sheet changes more lines than fit into one; split it, or import it as a catalogue file."""

    code: ClassVar[str] = "sheet_too_long"
    most: int
