"""The words of statements in the languages of the market. English is the source; the others are in `locale/`."""

from collections.abc import Mapping
from pathlib import Path

from kit.catalogues import LANGUAGES as LANGUAGES
from kit.catalogues import locale_of as locale_of
from kit.catalogues import say_from

_CATALOGUES = Path(__file__).parent / "locale"


def say(text: str, lang: str, facts: Mapping[str, object] | None = None) -> str:
    """`text` in a language, or as it is where nobody has translated it. `facts` stand for `{name}` in it."""
    return say_from(_CATALOGUES, text, lang, facts)
