"""A refund came back, and its buyer has the money in another way that the books know as the market's own."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.orders import queries as orders
from market.payments.errors import NoSuchRefund
from market.payments.refunds import queries
from market.payments.refunds.booking import lock_returned
from market.payments.refunds.record_refund import give_back_shares
from market.payments.refunds.retry_refund import begin_again
from market.requests.alerts import withdraw_alert
from models.enums import RefundState
from models.payments import Refund


def give_up_refund(session: Session, *, refund_id: str, because: str, now: datetime) -> Refund:
    """Owe the buyer nothing of it any more; whom it was taken from is owed that again, as if Stripe had refused it.

    For one that somebody gave again in Stripe's dashboard in other amounts: those the market has borne. Goods that are
    back stay back. Raises NoSuchRefund, WrongRefundStep.
    """
    found = queries.find_refund(session, refund_id)
    if found is None:
        raise NoSuchRefund()
    orders.lock_order(session, found.order_id)
    refund = lock_returned(session, refund_id)
    begin_again(session, refund, now)
    give_back_shares(session, refund, now)
    refund.state, refund.failure, refund.settled_at = RefundState.CANCELLED, f"given up: {because}", now
    session.add(refund)
    session.flush()
    withdraw_alert(session, f"refund:{refund_id}", because=f"given up: {because}", now=now)
    return refund
