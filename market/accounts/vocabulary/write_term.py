"""Say anew what a value is called and linked to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from market.accounts.vocabulary import queries
from market.accounts.vocabulary.errors import NoSuchTerm, TermBelowItself
from market.accounts.vocabulary.rules import is_address
from models.organisations import Term


@dataclass(frozen=True)
class TermFacts:
    """What a value is called by language, what it is a part of, and what elsewhere means the same, nearly the same, or
    more: codes of other values, or addresses."""

    labels: Mapping[str, str]
    parent_code: str | None = None
    exact_match: Sequence[str] = field(default=())
    close_match: Sequence[str] = field(default=())
    broad_match: Sequence[str] = field(default=())
    adopted_on: date | None = None
    deprecated_on: date | None = None
    position: int = 0


def write_term(session: Session, term: Term, facts: TermFacts) -> None:
    """All facts of a value anew. Raises NoSuchTerm, TermBelowItself."""
    links = [*facts.exact_match, *facts.close_match, *facts.broad_match]
    codes = {link for link in links if not is_address(link)} | ({facts.parent_code} if facts.parent_code else set())
    missing = sorted(codes - queries.list_existing(session, codes))
    if missing:
        raise NoSuchTerm(missing[0])
    if term.code in links or (facts.parent_code and term.code in queries.list_wider(session, facts.parent_code)):
        raise TermBelowItself(term.code)
    term.labels = dict(facts.labels)
    term.parent_code = facts.parent_code
    term.exact_match = list(facts.exact_match)
    term.close_match = list(facts.close_match)
    term.broad_match = list(facts.broad_match)
    term.adopted_on = facts.adopted_on
    term.deprecated_on = facts.deprecated_on
    term.position = facts.position
    term.version += 1
    session.add(term)
    session.flush()
