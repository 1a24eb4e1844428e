"""What a file's tags promise: the producer's own word and where it stood, never a certificate. No clock, no session."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from certification.coach.check_texts import check_texts
from certification.coach.letters import fold
from certification.coach.rules import Rule, SpokenScheme, TextToCheck
from market.catalog.importing.products import Declared, FileProduct, FileTag, Problem, Severity

# What others may prove. A generic promise ("green") is nobody's to make and is not kept.
_KEPT = frozenset({Rule.SOCIAL_CLAIM, Rule.PROTECTED_ORGANIC, Rule.SCHEME_WITHOUT_CLAIM})
_LANGUAGE = re.compile(r"([a-z]{2}):(.+)")
_LONGEST = 100
_MOST = 20
_MOST_KNOWN = 10_000


@dataclass(frozen=True)
class SchemeWords:
    """What the schemes of the market are called: by the code of Open Food Facts' taxonomy, and as people say it.

    `read` are tags that were looked at: a catalogue has few, again and again.
    """

    by_code: Mapping[str, str]
    spoken: tuple[SpokenScheme, ...]
    read: dict[FileTag, Declared | None] = field(default_factory=dict, compare=False, repr=False)


def read_declared(tags: Iterable[FileTag], words: SchemeWords) -> tuple[Declared, ...]:
    """What these tags promise, each tag once and in their order; at most 20."""
    found: dict[str, Declared] = {}
    for tag in tags:
        if (one := _read_once(tag, words)) is not None:
            found[one.tag] = one
    return tuple(found.values())[:_MOST]


def with_notes(product: FileProduct) -> FileProduct:
    """The product, with a note for each tag that was kept as the producer's own word."""
    notes = [
        Problem(
            product.row,
            one.source,
            "self_declared",
            f"{one.tag!r} is kept as your own word; a label needs a certificate",
            Severity.NOTE,
        )
        for one in product.declared
    ]
    return replace(product, problems=(*product.problems, *notes)) if notes else product


def _read_once(tag: FileTag, words: SchemeWords) -> Declared | None:
    if tag not in words.read:
        if len(words.read) >= _MOST_KNOWN:
            words.read.clear()
        words.read[tag] = _read(tag, words)
    return words.read[tag]


def _read(tag: FileTag, words: SchemeWords) -> Declared | None:
    written = " ".join(tag.text.split())
    if not written or len(written) > _LONGEST:
        return None
    prefixed = _LANGUAGE.fullmatch(written)
    lang, name = (prefixed[1], prefixed[2].replace("-", " ")) if prefixed else ("", written)
    scheme = words.by_code.get(written) or next(_named(name, words.spoken), None)
    if scheme is None and not _promises(name, lang, words.spoken):
        return None
    return Declared(written, name, scheme, tag.column)


def _named(name: str, schemes: Sequence[SpokenScheme]) -> Iterator[str]:
    """The schemes that go by just this name: Fairtrade is one, fair trade is none."""
    wanted = _plain(name)
    return (scheme.code for scheme in schemes if any(_plain(each) == wanted for each in scheme.names))


def _plain(name: str) -> str:
    return re.sub(r"\W+", " ", fold(name).letters).strip()


def _promises(name: str, lang: str, schemes: Sequence[SpokenScheme]) -> bool:
    found = check_texts([TextToCheck("tag", lang, name)], proofs=(), schemes=schemes)
    return any(each.rule in _KEPT for each in found)
