"""Refusals about returns."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, NotFound


class NoSuchReturn(NotFound):
    """There is no such return, or it is not yours to decide."""

    code: ClassVar[str] = "no_such_return"


@dataclass(eq=False)
class NotReturnable(Conflict):
    """These goods cannot be returned: they have not been sent, or too long ago, or they come back already."""

    code: ClassVar[str] = "not_returnable"
    why: str


@dataclass(eq=False)
class WrongReturnStep(Conflict):
    """The return is not at the step that this follows."""

    code: ClassVar[str] = "wrong_return_step"
    state: str
