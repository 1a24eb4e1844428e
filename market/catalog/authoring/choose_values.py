"""Say which values a product stands for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from market.accounts.vocabulary.errors import NoSuchTerm
from market.accounts.vocabulary.queries import list_current
from market.catalog.authoring import term_queries
from models.catalog import Product, ProductValue


@dataclass(frozen=True)
class ChosenValue:
    """A value by its code, and the producer's own words for it, which the public reads."""

    term_code: str
    statement: str = ""


def choose_values(session: Session, product: Product, *, values: Sequence[ChosenValue], now: datetime) -> bool:
    """A locked product stands for these and no others; what is new is consented to today. False for no change.

    A value that its network gave up may stay, and cannot be chosen anew. Raises NoSuchTerm.
    """
    today = now.astimezone(UTC).date()
    there = {value.term_code: value for value in term_queries.list_values(session, product.id)}
    codes = [value.term_code for value in values]
    current = list_current(session, codes, on=today)
    for value in values:
        if value.term_code not in current and value.term_code not in there:
            raise NoSuchTerm(value.term_code)
    has_changed = False
    for value in values:
        row = there.pop(value.term_code, None)
        if row is not None and row.statement == value.statement:
            continue
        has_changed = True
        row = row or ProductValue(product_id=product.id, term_code=value.term_code)
        row.statement, row.consented_on = value.statement, today
        session.add(row)
    for gone in there.values():
        session.delete(gone)
        has_changed = True
    session.flush()
    return has_changed
