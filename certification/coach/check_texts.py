"""Find what texts promise and nothing proves."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from certification.coach.find_promises import Promise, find_promises
from certification.coach.lexicon import Phrase, advice, sentence, vocabulary
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

MOST_FINDINGS = 200


def check_texts(
    texts: Iterable[TextToCheck], *, proofs: Sequence[Proof], schemes: Sequence[SpokenScheme] = ()
) -> list[Finding]:
    """What these texts promise beyond what `proofs` prove, in the order of the texts and of their letters.

    `schemes`: those of the market, whose names only a proof of the same scheme allows. Never fails, whatever a text
    holds. Stops after MOST_FINDINGS: who wrote so many has to write anew.
    """
    promises = find_promises(texts, vocabulary(tuple(schemes)))
    return [_finding(promise, proofs) for promise in unproven(promises, proofs)]


def unproven(promises: Iterable[Promise], proofs: Sequence[Proof]) -> Iterator[Promise]:
    """Those of the promises that `proofs` do not prove, at most MOST_FINDINGS."""
    return islice((promise for promise in promises if not _is_proven(promise.phrase, proofs)), MOST_FINDINGS)


def _is_proven(phrase: Phrase, proofs: Sequence[Proof]) -> bool:
    if phrase.scheme is not None:
        return any(proof.scheme == phrase.scheme for proof in proofs)
    return any(phrase.proven_by & proof.proves for proof in proofs)


def _finding(promise: Promise, proofs: Sequence[Proof]) -> Finding:
    lang = language_of(promise.text.lang) or promise.phrase.lang or LANGUAGES[0]
    said = advice()[promise.phrase.rule]
    return Finding(
        rule=Rule(promise.phrase.rule),
        article=said.article,
        words=promise.words,
        field=promise.text.field,
        start=promise.start,
        end=promise.end,
        lang=lang,
        advice=said.texts[lang],
        suggestion=sentence(_nearest(proofs), lang) if proofs else "",
    )


def _nearest(proofs: Sequence[Proof]) -> Proof:
    """The proof to offer: the one nearest to the product, then the one that lasts longest."""
    order = list(Covers)
    return min(proofs, key=lambda one: (order.index(one.covers), -one.valid_to.toordinal(), one.scheme, one.number))
