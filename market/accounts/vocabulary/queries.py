"""SQL of values."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.organisations import Term


def list_current(session: Session, codes: Collection[str], *, on: date) -> set[str]:
    """Which of these codes are values that a network uses on this day."""
    is_adopted = col(Term.adopted_on).is_(None) | (col(Term.adopted_on) <= on)
    is_in_use = col(Term.deprecated_on).is_(None) | (col(Term.deprecated_on) > on)
    found = select(col(Term.code)).where(col(Term.code).in_(codes), is_adopted, is_in_use)
    return set(session.execute(found).scalars())
