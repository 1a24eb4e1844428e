"""Which codes are languages: those of ISO 639-1, and those of three letters that Unicode's CLDR knows."""

from functools import lru_cache

from babel import Locale
from babel.core import get_global

_NO_LANGUAGES = frozenset({"und", "mul", "mis", "zxx"})
"""Undetermined, several, one without a code, none."""


def is_language(code: str) -> bool:
    """Whether there is such a language: `fr`, `zh`, `quz`; not `xx`, `FR` or `fr-CA`."""
    return code in _codes()


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    """What CLDR names in English, and of three letters also what it knows the script of, or another code for."""
    named = {str(code) for code in Locale("en").languages}
    known = {str(code) for table in ("likely_subtags", "language_aliases") for code in get_global(table)}
    two = {code for code in named if len(code) == 2}
    three = {code for code in named | known if len(code) == 3}
    return frozenset(two | three) - _NO_LANGUAGES
