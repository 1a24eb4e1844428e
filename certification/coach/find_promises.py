"""Find what texts promise, whether it is proven or not."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from certification.coach.letters import Folded, readings
from certification.coach.lexicon import Phrase, Vocabulary
from certification.coach.rules import LANGUAGES, TextToCheck, language_of

_WORD = re.compile(r"(?<!\w)\w\w?")
_BEFORE = re.compile(r"(\w+)[^\w]{1,3}\Z")
_AFTER = re.compile(r"[ -]{1,3}(\w+)")
_LOOK_BACK = 40


@dataclass(frozen=True, slots=True)
class Promise:
    """Words that promise something: letters `start` to `end` of a text as it was written."""

    text: TextToCheck
    phrase: Phrase
    start: int
    end: int

    @property
    def words(self) -> str:
        return self.text.body[self.start : self.end]


def find_promises(texts: Iterable[TextToCheck], vocabulary: Vocabulary) -> Iterator[Promise]:
    """What these texts promise, in the order of the texts and of their letters; no two share a letter.

    A negation is no excuse: a promise that is denied is still read. Never fails, whatever a text holds.
    """
    for text in texts:
        yield from _find(text, vocabulary)


def _find(text: TextToCheck, vocabulary: Vocabulary) -> list[Promise]:
    own = language_of(text.lang)
    found = [promise for reading in readings(text.body) for promise in _read(text, reading, vocabulary, own)]
    if not found:
        return []
    kept: list[Promise] = []
    taken = bytearray(len(text.body))
    for promise in sorted(found, key=lambda one: _rank(one, own)):
        if not any(taken[promise.start : promise.end]):
            kept.append(promise)
            taken[promise.start : promise.end] = b"\1" * (promise.end - promise.start)
    return sorted(kept, key=lambda one: one.start)


def _rank(promise: Promise, own: str | None) -> tuple[int, bool, int, int]:
    """Longer words first, then those of the text's own language; a name before a word that means the same."""
    lang = promise.phrase.lang
    order = -1 if lang is None else LANGUAGES.index(lang)
    return (promise.start - promise.end, lang is not None and lang != own, order, promise.start)


def _read(text: TextToCheck, folded: Folded, vocabulary: Vocabulary, own: str | None) -> Iterator[Promise]:
    for word in _WORD.finditer(folded.letters):
        for sought in vocabulary.get(word[0], ()):
            if sought.any_of.match(folded.letters, word.start()) is None:
                continue
            for phrase in sought.phrases:
                if phrase.only_own and phrase.lang != own:
                    continue
                match = phrase.pattern.match(folded.letters, word.start())
                if match is None or _is_excused(phrase, folded.letters, match):
                    continue
                start, end = folded.span(match.start(), match.end(), text.body)
                if not phrase.is_acronym or html.unescape(text.body[start:end]).isupper():
                    yield Promise(text, phrase, start, end)


def _is_excused(phrase: Phrase, letters: str, match: re.Match[str]) -> bool:
    """Whether the word beside it gives the words another meaning."""
    if phrase.not_after:
        before = _BEFORE.search(letters[max(0, match.start() - _LOOK_BACK) : match.start()])
        if before is not None and before[1] in phrase.not_after:
            return True
    if phrase.not_before:
        after = _AFTER.match(letters, match.end())
        if after is not None and after[1] in phrase.not_before:
            return True
    return False
