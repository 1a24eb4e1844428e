"""Send a refund that came back once more."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.ledger.post import post
from market.ledger.rules.refunds import refund_retried
from market.payments import queries as payments
from market.payments.refunds import queries
from market.payments.refunds.booking import facts_of, intend_refund, lock_returned
from models.enums import RefundState
from models.payments import Refund


def retry_refund(session: Session, *, refund_id: str, now: datetime) -> Refund:
    """Ask Stripe again, under a new key. Raises NoSuchRefund, WrongRefundStep."""
    refund = lock_returned(session, refund_id)
    attempt = queries.count_attempts(session, refund_id) + 1
    post(session, refund_retried(facts_of(refund), attempt, at=now), now=now)
    # Another refund at Stripe follows; the operation of the first keeps the id of the one that came back.
    refund.stripe_refund_id = None
    refund.state, refund.settled_at = RefundState.PENDING, None
    session.add(refund)
    session.flush()
    intend_refund(session, refund, payments.lock_payment(session, refund.payment_id), attempt=attempt, now=now)
    return refund
