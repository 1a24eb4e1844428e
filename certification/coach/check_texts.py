"""Find what texts promise and nothing proves."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from certification.coach.letters import Folded, readings
from certification.coach.lexicon import Lexicon, Phrase, advice, lexicon, names_of, sentence
from certification.coach.rules import (
    LANGUAGES,
    Covers,
    Finding,
    Proof,
    Rule,
    SpokenScheme,
    TextToCheck,
    language_of,
)

_WORD = re.compile(r"(?<!\w)\w\w?")
_BEFORE = re.compile(r"(\w+)[^\w]{1,3}\Z")
_AFTER = re.compile(r"[ -]{1,3}(\w+)")
_LOOK_BACK = 40
MOST_FINDINGS = 200


@dataclass(frozen=True)
class _Hit:
    """A phrase and its place in the text as it was written."""

    phrase: Phrase
    start: int
    end: int
    is_own: bool

    @property
    def rank(self) -> tuple[int, bool, int, int]:
        """Longer words first, then those of the text's own language; a name before a word that means the same."""
        order = -1 if self.phrase.lang is None else LANGUAGES.index(self.phrase.lang)
        return (-(self.end - self.start), self.phrase.lang is not None and not self.is_own, order, self.start)


def check_texts(
    texts: Iterable[TextToCheck], *, proofs: Sequence[Proof], schemes: Sequence[SpokenScheme] = ()
) -> list[Finding]:
    """What these texts promise beyond what `proofs` prove, in the order of the texts and of their letters.

    `schemes`: those of the market, whose names only a proof of the same scheme allows. A negation is no excuse: a
    promise that is denied is still read. Never fails, whatever a text holds. Stops after MOST_FINDINGS: who wrote so
    many has to write anew.
    """
    names = names_of(tuple(schemes))
    return list(islice((finding for text in texts for finding in _check(text, names, proofs)), MOST_FINDINGS))


def _check(text: TextToCheck, names: Lexicon, proofs: Sequence[Proof]) -> Iterator[Finding]:
    own = language_of(text.lang)
    indexes = (names, lexicon())
    hits = [
        hit for reading in readings(text.body) for index in indexes for hit in _hits(text.body, reading, index, own)
    ]
    kept: list[_Hit] = []
    taken = bytearray(len(text.body))
    for hit in sorted(hits, key=lambda one: one.rank):
        if not any(taken[hit.start : hit.end]):
            kept.append(hit)
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
    for hit in sorted(kept, key=lambda one: one.start):
        if not _is_proven(hit.phrase, proofs):
            yield _finding(text, hit, own or hit.phrase.lang or LANGUAGES[0], proofs)


def _hits(body: str, folded: Folded, index: Lexicon, own: str | None) -> Iterator[_Hit]:
    for word in _WORD.finditer(folded.letters):
        for phrase in index.get(word[0], ()):
            is_own = phrase.lang == own
            if phrase.only_own and not is_own:
                continue
            match = phrase.pattern.match(folded.letters, word.start())
            if match is None or _is_excused(phrase, folded.letters, match):
                continue
            start, end = folded.span(match.start(), match.end(), body)
            if not phrase.is_acronym or html.unescape(body[start:end]).isupper():
                yield _Hit(phrase, start, end, is_own)


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


def _is_proven(phrase: Phrase, proofs: Sequence[Proof]) -> bool:
    if phrase.scheme is not None:
        return any(proof.scheme == phrase.scheme for proof in proofs)
    return any(phrase.proven_by & proof.proves for proof in proofs)


def _finding(text: TextToCheck, hit: _Hit, lang: str, proofs: Sequence[Proof]) -> Finding:
    said = advice()[hit.phrase.rule]
    return Finding(
        rule=Rule(hit.phrase.rule),
        article=said.article,
        words=text.body[hit.start : hit.end],
        field=text.field,
        start=hit.start,
        end=hit.end,
        lang=lang,
        advice=said.texts[lang],
        suggestion=sentence(_nearest(proofs), lang) if proofs else "",
    )


def _nearest(proofs: Sequence[Proof]) -> Proof:
    """The proof to offer: the one nearest to the product, then the one that lasts longest."""
    order = list(Covers)
    return min(proofs, key=lambda one: (order.index(one.covers), -one.valid_to.toordinal(), one.scheme, one.number))
