"""Refusals about what organisations owe back."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid


@dataclass(eq=False)
class MoreThanOwedBack(Conflict):
    """The organisation owes back less than that; nothing was written off."""

    code: ClassVar[str] = "more_than_owed_back"
    owed_back_minor: int


class NothingToWriteOff(Invalid):
    """A write-off is of at least one minor unit, and says why."""

    code: ClassVar[str] = "nothing_to_write_off"


@dataclass(eq=False)
class RefundUnderWay(Conflict):
    """A refund that took this back is under way: what is owed back may become less without anybody giving it up."""

    code: ClassVar[str] = "refund_under_way"
    refund_id: str
