"""Which language a page is in, and the words of each."""

import gettext
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from starlette.requests import Request

ENDONYMS = {"en": "English", "es": "Español", "fr": "Français", "pt": "Português"}
"""The languages of the pages, as their speakers call them."""

DEFAULT = "en"
COOKIE = "language"
_CATALOGUES = Path(__file__).parent / "locale"


def choose(request: Request, preset: str = "") -> str:
    """The visitor's own choice, else the shop's `preset`, else the first accepted language we speak, else English."""
    chosen = request.cookies.get(COOKIE)
    if chosen in ENDONYMS:
        return chosen
    if preset:
        return preset
    accepted = request.headers.get("accept-language", "")[:200]
    wishes = [part.split(";")[0].strip() for part in accepted.split(",")]
    found = negotiate_locale([wish for wish in wishes if wish.replace("-", "").isalnum()], list(ENDONYMS), sep="-")
    return found if found in ENDONYMS else DEFAULT


@lru_cache
def locale_of(language: str) -> Locale:
    """How dates and figures are written: English as in Europe, day before month."""
    return Locale.parse("en_GB" if language == "en" else language)


@lru_cache
def words_in(language: str) -> gettext.NullTranslations:
    """The catalogue of a language, compiled from its .po file once. English needs none: it is the source."""
    source = _CATALOGUES / f"{language}.po"
    if language == DEFAULT or not source.exists():
        return gettext.NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as text:
        write_mo(compiled, read_po(text, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def language_name(code: str, language: str) -> str:
    """A language's name in another, or its code where no name is known."""
    return str(locale_of(language).languages.get(code, code))
