"""Countries as people write them, in the languages of the lists: to ISO 3166, or to nothing."""

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale

_LANGUAGES = (
    "en",
    "fr",
    "es",
    "pt",
    "de",
    "it",
    "nl",
    "el",
    "sl",
    "hr",
    "lv",
    "et",
    "pl",
    "cs",
    "sk",
    "hu",
    "ro",
    "bg",
)
# Names that the languages' own tables do not have: parts of a country, older names, and errors that real lists make.
_ALSO = {
    "uk": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "great britain": "GB",
    "turkey": "TR",
    "czech republic": "CZ",
    "swaziland": "SZ",
    "usa": "US",
    "democratic republic of congo": "CD",
    "democratic republic of congol": "CD",
    "rawanda": "RW",
    "frace": "FR",
    "italu": "IT",
    "cypres": "CY",
}


def country_of(said: str, also: Mapping[str, str]) -> str | None:
    """The ISO code of a country by its code or its name; `also` are the source's own ways to write one.

    None for what names no country: a town is not guessed at.
    """
    folded = " ".join(said.split()).casefold()
    if folded in also:
        return also[folded]
    return _ALSO.get(folded) or _names().get(folded)


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """Every country by its code and by its name in each language, folded; a name of two countries names none."""
    found: dict[str, set[str]] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}:
                found.setdefault(name.casefold(), set()).add(code)
                found.setdefault(code.casefold(), set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}
