"""SQL of values: which there are, and which a product or an organisation stands for."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.catalog import ProductValue
from models.organisations import SolidarityLink, Term


def list_current(session: Session, codes: Collection[str], *, on: date) -> set[str]:
    """Which of these codes are values that a network uses on this day."""
    is_adopted = col(Term.adopted_on).is_(None) | (col(Term.adopted_on) <= on)
    is_in_use = col(Term.deprecated_on).is_(None) | (col(Term.deprecated_on) > on)
    found = select(col(Term.code)).where(col(Term.code).in_(codes), is_adopted, is_in_use)
    return set(session.execute(found).scalars())


def list_values(session: Session, product_id: str) -> list[ProductValue]:
    """What a product stands for."""
    return list(session.execute(select(ProductValue).where(col(ProductValue.product_id) == product_id)).scalars())


def list_links(session: Session, organisation_id: str) -> list[SolidarityLink]:
    """What an organisation stands for."""
    found = select(SolidarityLink).where(col(SolidarityLink.organisation_id) == organisation_id)
    return list(session.execute(found.order_by(col(SolidarityLink.kind), col(SolidarityLink.term_code))).scalars())
