"""How letters are read: what joins, what is hidden, what looks like a Latin letter. No clock, no session."""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
# Letters that show nothing, or no more than a gap: a shopper reads them as either.
_GAPS = frozenset("\u115f\u1160\u200b\u2060\u2800\u3164\ufeff\uffa0")
# Reserved by Unicode to show nothing (Default_Ignorable_Code_Point) and of no category that says so.
_IGNORABLE = (range(0x2065, 0x2066), range(0xFFF0, 0xFFF9), range(0xE0000, 0xE1000))
_HIDDEN = frozenset({"Cc", "Cf", "Mc", "Me", "Mn"})
_LATIN = re.compile(
    r"(?:.+ )?LATIN (?:(?:SMALL|CAPITAL) LETTER|LETTER SMALL CAPITAL) ([A-Z])(?: WITH .+)?|.*SYMBOL LETTER ([A-Z])"
)
# Letters of other alphabets, each before the Latin one that it is taken for; a capital only where it looks different.
_LOOKS = (
    "аa вb гr еe єe зe һh іi јj кk ӏl мm нh оo пn рp ԛq яr сc ѕs тt уy үy ѵv ԝw хx ьb ԁd ԍg Ԍg Һh",
    "αa βb γy εe ηn ιi κk νv οo ρp ςc σo τt υu χx ωw ϲc ϳj Ηh Ιi Νn Υy Ζz Μm",
    "ցg հh յj ոn սu օo քp զq լl Սu Տs Օo",
    "Ꭺa Ᏼb Ꮯc Ꭰd Ꭼe Ᏻg Ꮋh Ꭵi Ꭻj Ꮶk Ꮮl Ꮇm Ꮲp Ꭱr Ꮪs Ꭲt Ꮩv Ꮃw Ꮓz",
    "ꓮa ꓐb ꓚc ꓓd ꓰe ꓝf ꓖg ꓧh ꓲi ꓙj ꓗk ꓡl ꓟm ꓠn ꓳo ꓑp ꓣr ꓢs ꓔt ꓴu ꓦv ꓪw ꓫx ꓬy ꓜz",
    "ıi ȷj ɑa ɡg ɩi",
)
_LOOKS_LIKE = {pair[0]: pair[1] for line in _LOOKS for pair in line.split()}
_RARE = 0x3000
_SAME = {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "`": "'", "_": " ", "\u2212": "-", "\u2044": "/"}
_SAME |= dict.fromkeys("|+~=\u2022\u2219\u22c5\u2027\u30fb\uff65", "\u00b7")


@dataclass(frozen=True)
class Folded:
    """Lower case, no accents, straight quotes, single blanks; folded letter `i` stands at `starts[i]` to `ends[i]`."""

    letters: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int, body: str) -> tuple[int, int]:
        """The place in `body` of folded letters start to end, with the marks that belong to the last one."""
        last = self.ends[end - 1]
        while last < len(body) and unicodedata.category(body[last]).startswith("M"):
            last += 1
        return self.starts[start], last


def readings(body: str) -> list[Folded]:
    """The ways a text is read: twice where a letter shows either nothing or a gap."""
    # Of a gap no letter is left: where each letter is read as one there is none.
    if (folded := _letter_for_letter(body)) is not None:
        return [folded]
    gaps = ("",) if _GAPS.isdisjoint(html.unescape(body)) else ("", " ")
    return [_one_by_one(body, gap) for gap in gaps]


def fold(body: str) -> Folded:
    """Read a text the way a shopper does. Never fails, whatever the letters."""
    return _letter_for_letter(body) or _one_by_one(body, "")


def _letter_for_letter(body: str) -> Folded | None:
    """The same in a fraction of the time, for a text of which each letter is read as one; None for any other."""
    if "&" in body or any(len(plain_letter(letter)) != 1 for letter in set(body) - _READ_AS_ONE):
        return None
    letters = body.translate(_PLAIN)
    if letters.startswith(" ") or "  " in letters:
        return None
    return Folded(letters, range(len(body)), range(1, len(body) + 1))


def _one_by_one(body: str, gap: str) -> Folded:
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for written, start, end in _written(body):
        for letter in written:
            for plain in gap if letter in _GAPS else plain_letter(letter):
                if plain == " " and (not letters or letters[-1] == " "):
                    continue
                letters.append(plain)
                starts.append(start)
                ends.append(end)
    return Folded("".join(letters), tuple(starts), tuple(ends))


def _written(body: str) -> Iterator[tuple[str, int, int]]:
    """Each letter with its place, and each HTML reference as what a browser shows for it."""
    done = 0
    for reference in _ENTITY.finditer(body):
        yield from ((body[place], place, place + 1) for place in range(done, reference.start()))
        shown = html.unescape(reference[0])
        if shown == reference[0]:
            yield from ((body[place], place, place + 1) for place in range(*reference.span()))
        else:
            yield shown, *reference.span()
        done = reference.end()
    yield from ((body[place], place, place + 1) for place in range(done, len(body)))


@lru_cache(maxsize=4096)
def plain_letter(letter: str) -> str:
    """What a letter reads as: lower-case Latin where it is or looks so, nothing where it shows nothing."""
    if letter.isspace():
        return " "
    if letter in _SAME:
        return _SAME[letter]
    kind = unicodedata.category(letter)
    if kind in _HIDDEN or letter in _GAPS or any(ord(letter) in some for some in _IGNORABLE):
        return ""
    if kind == "Pd":
        return "-"
    spread = unicodedata.normalize("NFKD", letter)
    return "".join(_latin(part) for part in spread if not unicodedata.category(part).startswith("M"))


class _Plain(dict[int, str]):
    """What each letter reads as, for `str.translate`. Of the rarer ones none is kept, so that it stays small."""

    def __missing__(self, code: int) -> str:
        plain = plain_letter(chr(code))
        if code < _RARE:
            self[code] = plain
        return plain


def _latin(letter: str) -> str:
    if letter in _LOOKS_LIKE:
        return _LOOKS_LIKE[letter]
    lower = letter.casefold()
    if lower.isascii():
        return lower
    if lower in _LOOKS_LIKE:
        return _LOOKS_LIKE[lower]
    if lower in _SAME:
        return _SAME[lower]
    named = _LATIN.fullmatch(unicodedata.name(letter, ""))
    return (named[1] or named[2]).lower() if named else lower


_PLAIN = _Plain()
# Most of what texts in Latin letters consist of.
_READ_AS_ONE = frozenset(letter for letter in map(chr, range(0x250)) if len(plain_letter(letter)) == 1)
