"""SQL of values."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from models.organisations import Term

_WIDER = text(
    """
    with recursive wider as (
        select t.code, t.parent_code from term t where t.code = :code
        union
        select t.code, t.parent_code from term t join wider w on t.code = w.parent_code
    )
    select code from wider
    """
)


def list_current(session: Session, codes: Collection[str], *, on: date) -> set[str]:
    """Which of these codes are values that a network uses on this day."""
    is_adopted = col(Term.adopted_on).is_(None) | (col(Term.adopted_on) <= on)
    is_in_use = col(Term.deprecated_on).is_(None) | (col(Term.deprecated_on) > on)
    found = select(col(Term.code)).where(col(Term.code).in_(codes), is_adopted, is_in_use)
    return set(session.execute(found).scalars())


def lock_terms_of(session: Session, scheme: str) -> dict[str, Term]:
    """The values of one vocabulary by code, locked."""
    found = select(Term).where(col(Term.scheme) == scheme).order_by(col(Term.code)).with_for_update()
    return {term.code: term for term in session.execute(found).scalars()}


def list_defined_elsewhere(session: Session, uris: Collection[str], *, scheme: str) -> list[str]:
    """Which of these concepts another vocabulary of this market holds, by code."""
    found = select(col(Term.code)).where(col(Term.uri).in_(uris), col(Term.scheme) != scheme).order_by(col(Term.code))
    return list(session.execute(found).scalars())


def find_term(session: Session, code: str) -> Term | None:
    """One value, also one that is not used yet or no longer."""
    return session.execute(select(Term).where(col(Term.code) == code)).scalar_one_or_none()


def lock_term(session: Session, code: str) -> Term | None:
    """One value, locked."""
    found = select(Term).where(col(Term.code) == code).with_for_update().execution_options(populate_existing=True)
    return session.execute(found).scalar_one_or_none()


def list_existing(session: Session, codes: Collection[str]) -> set[str]:
    """Which of these are codes of values at all."""
    return set(session.execute(select(col(Term.code)).where(col(Term.code).in_(codes))).scalars())


def list_wider(session: Session, code: str) -> set[str]:
    """The value itself and all that are wider than it."""
    return set(session.execute(_WIDER, {"code": code}).scalars())


def count_by_scheme(session: Session) -> list[tuple[str, int]]:
    """How many values each vocabulary has."""
    found = select(col(Term.scheme), func.count()).group_by(col(Term.scheme)).order_by(col(Term.scheme))
    return [(scheme, count) for scheme, count in session.execute(found)]
