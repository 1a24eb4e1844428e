"""Refusals of reconciliation."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


@dataclass(eq=False)
class NotADay(Invalid):
    """A day is written as 2026-11-24, and has begun."""

    code: ClassVar[str] = "not_a_day"
    day: str


class NoSuchMovement(NotFound):
    """Stripe has no such movement that was imported."""

    code: ClassVar[str] = "no_such_movement"


@dataclass(eq=False)
class MovementHasEntry(Conflict):
    """This movement has its entry in the books."""

    code: ClassVar[str] = "movement_has_entry"
    journal_id: str
