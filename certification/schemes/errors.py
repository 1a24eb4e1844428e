"""Refusals about files of schemes."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Invalid


@dataclass(eq=False)
class SchemeFileRefused(Invalid):
    """The file cannot be read as a scheme."""

    code: ClassVar[str] = "scheme_file_refused"
    file: str
    problem: str
