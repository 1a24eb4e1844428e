"""Refusals about values and the words for them."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


@dataclass(eq=False)
class NoSuchTerm(Invalid):
    """No network uses this value now."""

    code: ClassVar[str] = "no_such_term"
    term: str


class ConsentMissing(Invalid):
    """The public reads this: it takes your consent, each time."""

    code: ClassVar[str] = "consent_missing"


@dataclass(eq=False)
class VocabularyFileRefused(Invalid):
    """The file as a whole cannot be read as a SKOS vocabulary."""

    code: ClassVar[str] = "vocabulary_file_refused"
    problem: str
    detail: str


class NoSuchVocabularyTerm(NotFound):
    """There is no value with this code."""

    code: ClassVar[str] = "no_such_vocabulary_term"


@dataclass(eq=False)
class TermExists(Conflict):
    """A value with this code is there already."""

    code: ClassVar[str] = "term_exists"
    term: str


@dataclass(eq=False)
class TermBelowItself(Conflict):
    """A value cannot be wider than what is wider than it."""

    code: ClassVar[str] = "term_below_itself"
    term: str


class NotANetwork(Conflict):
    """Only federations and networks have words of their own for values."""

    code: ClassVar[str] = "not_a_network"
