"""Refusals about votes that are counted."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Invalid


@dataclass(eq=False)
class PabulibRefused(Invalid):
    """The file is no election in Pabulib's format."""

    code: ClassVar[str] = "pabulib_refused"
    line: int
    reason: str
