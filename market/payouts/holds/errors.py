"""Refusals about holds."""

from typing import ClassVar

from kit.errors import Invalid


class HoldNeedsOneSubject(Invalid):
    """A hold is of one order or of one organisation: name the one or the other."""

    code: ClassVar[str] = "hold_needs_one_subject"
