"""The money is there: the order is paid."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.orders import queries
from models.enums import OrderState
from models.orders import Order


def confirm_order(session: Session, *, order: Order, now: datetime) -> bool:
    """Mark a locked order paid. False when it was cancelled, or its time was up and the goods have gone elsewhere.

    An order that ran out of time but whose goods are still there is taken up again: the buyer did pay. The goods
    themselves are sold by `queries.sell_goods`, last, since everybody who wants the same lots waits for their stock.
    """
    if order.state not in {OrderState.PLACED, OrderState.EXPIRED}:
        return False
    if order.state == OrderState.EXPIRED and not queries.hold_again(session, order.id):
        return False
    queries.mark_order(session, order, OrderState.PAID, now=now)
    return True
