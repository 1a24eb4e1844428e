"""Say how many there are of a variant."""

from sqlalchemy.orm import Session

from market.catalog.authoring import queries
from market.catalog.authoring.errors import BadStock, StockHeld
from market.catalog.authoring.rules.products import MOST_ON_HAND
from models.catalog import Stock


def set_stock(session: Session, *, variant_id: str, on_hand: int) -> Stock:
    """There are so many. Raises BadStock; StockHeld when open checkouts hold more."""
    stock = queries.lock_stock(session, variant_id)
    if not 0 <= on_hand <= MOST_ON_HAND:
        raise BadStock(on_hand, MOST_ON_HAND)
    if on_hand < stock.reserved:
        raise StockHeld(on_hand, stock.reserved)
    stock.on_hand = on_hand
    session.flush()
    return stock
