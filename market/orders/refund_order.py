"""An order whose money has all gone back is closed."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.orders import queries
from models.enums import OrderState


def close_when_refunded(session: Session, *, order_id: str, now: datetime) -> bool:
    """Mark the order refunded once nothing of what was paid is left with the market; whether it is."""
    order = queries.lock_order(session, order_id)
    if order.state != OrderState.PAID or queries.has_money_left(session, order_id):
        return order.state == OrderState.REFUNDED
    queries.mark_order(session, order, OrderState.REFUNDED, now=now)
    session.flush()
    return True
