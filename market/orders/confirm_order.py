"""The money is there: the order is paid."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.money import Money
from market.orders import queries
from market.orders.claim_queries import take_claims_again
from market.orders.errors import PotIsEmpty
from market.orders.keep_promise import promise_relief
from models.enums import OrderState
from models.orders import Order


def confirm_order(session: Session, *, order: Order, now: datetime) -> bool:
    """Mark a locked order paid. False when it was cancelled, or its time was up and the goods have gone elsewhere.

    An order that ran out of time but whose goods are still there, with the labels it was sold with, is taken up again:
    the buyer did pay. The goods themselves are sold by `queries.sell_goods`, last, since everybody who wants the same
    lots waits for their stock.
    """
    if order.state not in {OrderState.PLACED, OrderState.EXPIRED}:
        return False
    if order.state == OrderState.EXPIRED and not _take_up(session, order, now):
        return False
    queries.mark_order(session, order, OrderState.PAID, now=now)
    return True


def _take_up(session: Session, order: Order, now: datetime) -> bool:
    """All of it or nothing: goods, labels, and what the solidarity fund pays."""
    relief = Money(order.relief_minor, order.currency)
    try:
        with session.begin_nested():
            if not (take_claims_again(session, order.id, now=now) and queries.hold_again(session, order.id)):
                raise _Gone
            promise_relief(session, order_id=order.id, relief=relief, now=now)
    except (_Gone, PotIsEmpty):
        return False
    return True


class _Gone(Exception):
    """Something of the order is not there any more."""
