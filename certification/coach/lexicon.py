"""The words that promise something, out of `words/*.toml`: which rule each falls under, and what would prove it."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, StringConstraints, TypeAdapter

from certification.coach.letters import fold
from certification.coach.rules import LANGUAGES, Proof, Rule, SpokenScheme

_FOLDER = Path(__file__).parent / "words"
_HEAD = 2
# What may stand between two words of a promise. A stop or comma before a blank ends what was said: no promise is made
# of the end of one sentence and the beginning of the next.
_NO_STOP = r"(?!(?<=\w)[.,] )"
_ANY_BLANK = _NO_STOP + r"[ */.\u00b7,-]{1,3}"
_MAYBE_BLANK = f"(?:{_ANY_BLANK})?"
_ACRONYM = 5

Text = Annotated[str, StringConstraints(min_length=1)]


@dataclass(frozen=True)
class _Group:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    rule: Rule
    phrases: list[Text]
    proven_by: tuple[str, ...] = ()
    only_own: bool = False
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()


_GROUPS: TypeAdapter[list[_Group]] = TypeAdapter(list[_Group])


@dataclass(frozen=True)
class Phrase:
    """One way of promising something. `lang` is None for the name of a scheme, which is the same everywhere."""

    rule: Rule
    lang: str | None
    pattern: re.Pattern[str]
    proven_by: frozenset[str]
    scheme: str | None = None
    only_own: bool = False
    not_after: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()
    is_acronym: bool = False
    """Looked for in capitals only: SPP is a symbol, `Coffea spp.` is not."""


@dataclass(frozen=True)
class Sought:
    """Phrases that begin alike."""

    phrases: tuple[Phrase, ...]

    @cached_property
    def any_of(self) -> re.Pattern[str]:
        """Matches where at least one of them does: at most words none does."""
        return re.compile("|".join(f"(?:{phrase.pattern.pattern})" for phrase in self.phrases))


Lexicon = Mapping[str, Sought]
"""Phrases by the first two letters of their first word, so that a text is read once, word by word."""

Vocabulary = Mapping[str, Sequence[Sought]]
"""All that is looked for in a text, likewise."""


@dataclass(frozen=True)
class Advice:
    """What the law says about a rule, and what to write instead, by language."""

    article: str
    texts: Mapping[str, str]


@cache
def lexicon() -> Lexicon:
    """The words of every language."""
    return _by_head((head, phrase) for lang in LANGUAGES for head, phrase in _phrases(lang))


@lru_cache(maxsize=8)
def vocabulary(schemes: tuple[SpokenScheme, ...]) -> Vocabulary:
    """The names of a market's schemes, which only a live claim of that scheme allows, and the words of every language.

    The same object for the same schemes: to compile their names takes longer than to read a hundred texts.
    """
    names = _by_head(pair for scheme in schemes for name in scheme.names for pair in _name(scheme.code, name))
    words = lexicon()
    return {
        head: [index[head] for index in (names, words) if head in index] for head in dict.fromkeys((*names, *words))
    }


@cache
def advice() -> Mapping[Rule, Advice]:
    """What to say about each rule."""
    table = _table("rules")
    return {rule: Advice(table[rule]["article"], {lang: table[rule][lang] for lang in LANGUAGES}) for rule in Rule}


def sentence(proof: Proof, lang: str) -> str:
    """What a certificate proves, in one sentence of `lang`."""
    day = proof.valid_to
    until = {
        "en": f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
        "de": f"{day.day}.{day.month}.{day.year}",
    }.get(lang, f"{day:%d/%m/%Y}")
    template: str = _table("rules")["sentence"][proof.covers.value][lang]
    parts = {
        "scheme": proof.scheme_name,
        "number": proof.number,
        "holder": proof.holder,
        "until": until,
        "verifier": proof.verifier,
    }
    # One pass: what a holder is called is never read as a placeholder.
    return re.sub(r"\{(\w+)\}", lambda found: parts[found[1]], template)


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _phrases(lang: str) -> Iterator[tuple[str, Phrase]]:
    for group in _GROUPS.validate_python(_table(lang)["claims"]):
        for written in group.phrases:
            phrase = Phrase(
                group.rule,
                lang,
                _compiled(written),
                frozenset(group.proven_by),
                only_own=group.only_own,
                not_after=frozenset(group.not_after),
                not_before=frozenset(group.not_before),
            )
            for head in _heads(written):
                yield head, phrase


def _heads(written: str) -> set[str]:
    """The first two letters; of each choice, where the phrase begins with a choice."""
    choices = written[3 : written.index(")")].split("|") if written.startswith("(?:") else [written]
    return {choice[:_HEAD] for choice in choices}


def _compiled(written: str) -> re.Pattern[str]:
    maybe = written.replace(" ?", "~").replace(" ", _ANY_BLANK).replace("~", _MAYBE_BLANK)
    return re.compile(f"(?:{maybe})(?!\\w)")


def _name(code: str, name: str) -> Iterator[tuple[str, Phrase]]:
    """The name, whatever joins its words: a blank, a hyphen or nothing."""
    words = [word for word in re.split(r"\W+", fold(name).letters) if word]
    if len("".join(words)) < _HEAD:
        return
    is_acronym = name.isascii() and name.isalpha() and name.isupper() and len(name) <= _ACRONYM
    between = rf"(?:'|{_MAYBE_BLANK})"
    phrase = Phrase(
        Rule.SCHEME_WITHOUT_CLAIM,
        None,
        re.compile(between.join(re.escape(word) for word in words) + r"(?!\w)"),
        frozenset(),
        scheme=code,
        is_acronym=is_acronym,
    )
    for head in {words[0][:_HEAD], "".join(words)[:_HEAD]}:
        yield head, phrase


def _by_head(pairs: Iterable[tuple[str, Phrase]]) -> Lexicon:
    index: dict[str, list[Phrase]] = {}
    for head, phrase in pairs:
        index.setdefault(head, []).append(phrase)
    return {head: Sought(tuple(found)) for head, found in index.items()}


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
