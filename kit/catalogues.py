"""Words in the languages of the market, from .po files beside the code that says them. English is the source."""

import gettext
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES = ("en", "es", "fr", "pt")


def spoken(lang: str) -> str:
    """`lang`, or English where the market does not speak it."""
    return lang if lang in LANGUAGES else "en"


@lru_cache
def words_in(folder: Path, lang: str) -> gettext.NullTranslations:
    """The catalogue of a language, compiled from its .po file once; English for a language that there is none of."""
    source = folder / f"{lang}.po"
    if lang not in LANGUAGES or not source.exists():
        return gettext.NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as text:
        write_mo(compiled, read_po(text, locale=lang))
    compiled.seek(0)
    return Translations(compiled)


def say_from(folder: Path, text: str, lang: str, facts: Mapping[str, object] | None = None) -> str:
    """`text` in a language, or as it is where nobody has translated it. `facts` stand for `{name}` in it."""
    said = words_in(folder, lang).gettext(text) if text else ""
    return said.format_map(facts) if facts else said


@lru_cache
def locale_of(lang: str) -> Locale:
    """How days and numbers are written: English as in Europe, day before month."""
    return Locale.parse("en_GB" if lang == "en" else lang)
