"""Refusals about what has been earned."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, NotFound


class NoSuchHold(NotFound):
    """There is no such hold."""

    code: ClassVar[str] = "no_such_hold"


@dataclass(eq=False)
class HoldIsReleased(Conflict):
    """The hold has been released already."""

    code: ClassVar[str] = "hold_is_released"
    hold_id: str
