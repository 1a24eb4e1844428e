"""The words of mails in the languages of the market. English is the source; the others are in `locale/`."""

from collections.abc import Mapping
from pathlib import Path

from kit.catalogues import say_from

_CATALOGUES = Path(__file__).parent / "locale"


def N_(text: str) -> str:
    """Marks a text for the translators; it is said where it is shown."""
    return text


def say(text: str, lang: str, facts: Mapping[str, object] | None = None) -> str:
    """`text` in a language, or as it is where nobody has translated it. `facts` stand for `{name}` in it."""
    return say_from(_CATALOGUES, text, lang, facts)
