"""Refusals about several certificates at once."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Invalid


@dataclass(eq=False)
class NotInBulk(Invalid):
    """Only verifying, asking and refusing are taken about several certificates at once."""

    code: ClassVar[str] = "not_in_bulk"
    decision: str


@dataclass(eq=False)
class SeveralSchemes(Invalid):
    """Certificates that are decided about at once are of one scheme: its questions are answered once."""

    code: ClassVar[str] = "several_schemes"
    schemes: list[str]
