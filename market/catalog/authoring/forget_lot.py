"""Forget a lot that nothing is sold from."""

from sqlalchemy.orm import Session

from market.catalog.authoring import lot_queries
from market.catalog.authoring.errors import LotInUse
from models.catalog import Lot


def forget_lot(session: Session, lot: Lot) -> None:
    """Raises LotInUse while a variant is sold from it."""
    if lot_queries.is_in_use(session, lot):
        raise LotInUse(lot.code)
    session.delete(lot)
    session.flush()
