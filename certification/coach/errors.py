"""Refusals about what a text promises."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict


@dataclass(eq=False)
class UnprovableClaim(Conflict):
    """The texts promise what nothing proves; each finding names the rule, the words and what can be said instead.

    `findings` are objects of rule, article, words, field, start, end, lang, advice and suggestion.
    """

    code: ClassVar[str] = "unprovable_claim"
    findings: list[dict[str, object]]
