"""An order as operators name it: by its id alone."""

from sqlalchemy.orm import Session

from market.orders.errors import NoSuchOrder
from market.orders.queries import find_order
from models.orders import Order


def get_order(session: Session, order_id: str) -> Order:
    """Any order, for those who may see every one. Raises NoSuchOrder."""
    order = find_order(session, order_id)
    if order is None:
        raise NoSuchOrder()
    return order
