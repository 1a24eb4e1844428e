"""Refusals about values and the words for them."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Invalid


@dataclass(eq=False)
class NoSuchTerm(Invalid):
    """No network uses this value now."""

    code: ClassVar[str] = "no_such_term"
    term: str


class ConsentMissing(Invalid):
    """The public reads this: it takes your consent, each time."""

    code: ClassVar[str] = "consent_missing"
