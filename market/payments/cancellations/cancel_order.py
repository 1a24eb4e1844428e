"""A buyer calls off an order: for nothing before it is paid, against their money until it is sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateways.stripe import StripeGateway
from kit.database import Database
from market.orders import queries as orders
from market.orders.claim_queries import give_claims_back
from market.orders.errors import NoSuchOrder
from market.orders.keep_promise import release_promise
from market.orders.reach import Reach
from market.payments import queries as payments
from market.payments.cancellations import queries
from market.payments.cancellations.errors import PaymentUnderWay, TooLateToCancel
from market.payments.cancellations.give_back_parcels import give_back_parcels
from market.payments.expire_orders import is_closed
from models.enums import OrderState, ParcelState
from models.orders import Order
from models.payments import Refund


@dataclass(frozen=True)
class Cancelled:
    """What came of it: the parcels that will not be sent, and the refund if anything had been paid."""

    parcel_ids: tuple[str, ...]
    refund: Refund | None


def cancel_order(
    database: Database, stripe: StripeGateway, *, order_id: str, reach: Reach, reason: str, now: datetime
) -> Cancelled:
    """Call off what has not been sent. Safe to repeat.

    An unpaid order is let go once nobody can pay it any more; of a paid one every parcel that waits to be packed is
    cancelled and refunded. Raises NoSuchOrder, also for another's; PaymentUnderWay; TooLateToCancel; NotRefundable.
    """
    with database.reading() as session:
        order = orders.find_order(session, order_id)
        if order is None or not reach.opens(person_id=order.person_id, secret_hash=order.secret_hash):
            raise NoSuchOrder()
        payment = payments.find_payment_of_order(session, order_id)
    # Outside any transaction: Stripe is asked to close the page before the goods are anybody else's.
    if order.state == OrderState.PLACED and payment is not None and not is_closed(stripe, payment):
        raise PaymentUnderWay()
    with database.transaction() as session:
        order = orders.lock_order(session, order_id)
        if order.state == OrderState.PLACED:
            return _let_go(session, order, now)
        return _call_off(session, order, reason, reach.person_id, now)


def _let_go(session: Session, order: Order, now: datetime) -> Cancelled:
    parcels = queries.lock_parcels(session, order.id)
    give_claims_back(session, order.id, now=now)
    orders.mark_released(session, order.id)
    orders.mark_order(session, order, OrderState.CANCELLED, now=now)
    orders.mark_parcels(session, order.id, ParcelState.CANCELLED)
    session.flush()
    release_promise(session, order, now=now)
    return Cancelled(tuple(parcel.id for parcel in parcels), None)


def _call_off(session: Session, order: Order, reason: str, by: str | None, now: datetime) -> Cancelled:
    parcels = queries.lock_parcels(session, order.id)
    waiting = [parcel for parcel in parcels if parcel.state == ParcelState.TO_PACK]
    if waiting:
        refund = give_back_parcels(session, waiting, reason=reason, by=by, now=now)
        return Cancelled(tuple(parcel.id for parcel in waiting), refund)
    if all(parcel.state == ParcelState.CANCELLED for parcel in parcels):
        return Cancelled((), None)
    raise TooLateToCancel(order.state)
