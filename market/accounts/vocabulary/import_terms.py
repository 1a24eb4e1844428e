"""Bring a published vocabulary in, or up to date."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from market.accounts.vocabulary import queries
from market.accounts.vocabulary.errors import VocabularyFileRefused
from market.accounts.vocabulary.read_skos import Vocabulary
from models.organisations import Term


@dataclass(frozen=True)
class TermsImported:
    """How many terms are new, other than before, and as they were; `unlinked` names parents that are in no file."""

    created: int
    updated: int
    unchanged: int
    unlinked: tuple[str, ...]


def import_terms(
    session: Session, vocabulary: Vocabulary, *, prefix: str, today: date, is_dry_run: bool = False
) -> TermsImported:
    """Write every concept as a term with a code like `essglobal:qualifiers:Organic`; the same file twice changes
    nothing, and a term that is not in the file any more stays.

    What a network wrote itself is never touched: its codes begin otherwise. Raises VocabularyFileRefused when two
    concepts would have one code, or one is there already under another prefix.
    """
    scheme = f"{prefix}:{_last_part(vocabulary.base)}"
    code_of = {concept.uri: f"{scheme}:{_last_part(concept.uri)}" for concept in vocabulary.concepts}
    _refuse_clashes(session, code_of, scheme)
    there = queries.lock_terms_of(session, scheme)
    created = updated = 0
    unlinked: list[str] = []
    wider: dict[str, str | None] = {}
    for position, concept in enumerate(vocabulary.concepts):
        code = code_of[concept.uri]
        if concept.broader is not None and concept.broader not in code_of:
            unlinked.append(concept.broader)
        wider[code] = code_of.get(concept.broader or "")
        facts = (concept.labels, list(concept.exact), list(concept.close), list(concept.broad), concept.uri, position)
        term = there.get(code)
        if term is not None and _facts(term) == facts and term.parent_code == wider[code]:
            continue
        created, updated = created + (term is None), updated + (term is not None)
        if is_dry_run:
            continue
        if term is None:
            term = Term(code=code, scheme=scheme, labels={}, adopted_on=today, version=0)
        term.labels, term.exact_match, term.close_match, term.broad_match, term.uri, term.position = facts
        term.version += 1
        session.add(term)
        there[code] = term
    if not is_dry_run:
        # Parents last: a file may name a child first.
        session.flush()
        for code, parent in wider.items():
            there[code].parent_code = parent
        session.flush()
    return TermsImported(created, updated, len(vocabulary.concepts) - created - updated, tuple(dict.fromkeys(unlinked)))


def _refuse_clashes(session: Session, code_of: Mapping[str, str], scheme: str) -> None:
    uri_of: dict[str, str] = {}
    for uri, code in code_of.items():
        if other := uri_of.get(code):
            raise VocabularyFileRefused("one_code_for_two", f"{other} and {uri}")
        uri_of[code] = uri
    elsewhere = queries.list_defined_elsewhere(session, code_of, scheme=scheme)
    if elsewhere:
        raise VocabularyFileRefused("there_already", elsewhere[0])


def _facts(term: Term) -> tuple[object, ...]:
    return term.labels, term.exact_match, term.close_match, term.broad_match, term.uri, term.position


def _last_part(address: str) -> str:
    return re.split("[/#]", address.rstrip("/#"))[-1]
