"""Which of the languages that the shop is written in somebody reads."""

import re
from collections.abc import Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError, negotiate_locale

LANGUAGES = ("en", "fr", "es", "pt")
DEFAULT_LANGUAGE = "en"

_LONGEST_HEADER = 200
_WEIGHT = re.compile(r";\s*q\s*=\s*(0(?:\.[0-9]{1,3})?|1(?:\.0{1,3})?)\s*$", re.IGNORECASE | re.ASCII)


@lru_cache(maxsize=1024)
def wished_language(tag: str) -> str:
    """The language that this tag asks for, if we have it, or English."""
    return _first_we_have([tag])


def accepted_language(header: str) -> str:
    """The best for an Accept-Language header, by its weights; what it says beyond 200 letters is not read."""
    return _accepted(header[:_LONGEST_HEADER])


@lru_cache(maxsize=1024)
def _accepted(header: str) -> str:
    weighed = [(tag.partition(";")[0].strip(), _weight(tag)) for tag in header.split(",")]
    return _first_we_have([tag for tag, weight in sorted(weighed, key=lambda each: -each[1]) if weight > 0])


def _first_we_have(tags: Sequence[str]) -> str:
    try:
        found = negotiate_locale([tag for tag in tags if tag.isascii()], LANGUAGES, sep="-")
        return Locale.parse(found).language if found else DEFAULT_LANGUAGE
    except (ValueError, UnknownLocaleError):
        return DEFAULT_LANGUAGE


def _weight(tag: str) -> float:
    found = _WEIGHT.search(tag)
    return float(found[1]) if found else 1.0
