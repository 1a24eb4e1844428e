"""Refusals about permissions to sell before a certificate."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from kit.errors import Conflict, Invalid


@dataclass(eq=False)
class NoProvisionalState(Conflict):
    """This scheme knows no state before its certificate in which goods may be sold for a time."""

    code: ClassVar[str] = "no_provisional_state"
    scheme: str


@dataclass(eq=False)
class BadPermissionEnd(Invalid):
    """A permission ends today or later, and no later than the scheme lets it since it was first granted."""

    code: ClassVar[str] = "bad_permission_end"
    last_day: date
    latest: date
