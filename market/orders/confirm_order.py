"""The money is there: the order is paid."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.orders import queries
from market.orders.claim_queries import take_claims_again
from models.enums import OrderState
from models.orders import Order


def confirm_order(session: Session, *, order: Order, now: datetime) -> bool:
    """Mark a locked order paid. False when it was cancelled, or its time was up and the goods have gone elsewhere.

    An order that ran out of time but whose goods are still there, with the labels it was sold with, is taken up again:
    the buyer did pay. The goods
    themselves are sold by `queries.sell_goods`, last, since everybody who wants the same lots waits for their stock.
    """
    if order.state not in {OrderState.PLACED, OrderState.EXPIRED}:
        return False
    if order.state == OrderState.EXPIRED and not _take_up(session, order.id, now):
        return False
    queries.mark_order(session, order, OrderState.PAID, now=now)
    return True


def _take_up(session: Session, order_id: str, now: datetime) -> bool:
    """All of it or nothing."""
    with session.begin_nested() as attempt:
        is_whole = take_claims_again(session, order_id, now=now) and queries.hold_again(session, order_id)
        if not is_whole:
            attempt.rollback()
    return is_whole
