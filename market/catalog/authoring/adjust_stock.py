"""Book what came in of a variant, or went out without an order."""

from sqlalchemy.orm import Session

from market.catalog.authoring import queries
from market.catalog.authoring.set_stock import set_stock
from models.catalog import Stock


def adjust_stock(session: Session, *, variant_id: str, change: int) -> Stock:
    """So many more than now; fewer below zero. Raises BadStock; StockHeld when open checkouts hold more."""
    stock = queries.lock_stock(session, variant_id)
    return set_stock(session, variant_id=variant_id, on_hand=stock.on_hand + change)
