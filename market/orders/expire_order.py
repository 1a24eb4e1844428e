"""Let an order go whose payment did not come."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.orders import queries
from market.orders.claim_queries import give_claims_back
from market.orders.keep_promise import release_promise
from models.enums import OrderState, ParcelState


def expire_order(session: Session, *, order_id: str, now: datetime) -> bool:
    """Give the stock back and close the order, if it still waits. The payment page must be closed already."""
    order = queries.lock_order(session, order_id)
    if order.state != OrderState.PLACED:
        return False
    give_claims_back(session, order_id, now=now)
    queries.mark_released(session, order_id)
    queries.mark_order(session, order, OrderState.EXPIRED, now=now)
    queries.mark_parcels(session, order_id, ParcelState.CANCELLED)
    session.flush()
    release_promise(session, order, now=now)
    return True
