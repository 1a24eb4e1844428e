"""Send a refund that came back once more."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.stripe import RefundFact
from market.ledger.post import post
from market.ledger.rules.refunds import refund_retried
from market.payments import queries as payments
from market.payments.operations import queries as operations
from market.payments.refunds import attempt_queries as attempts
from market.payments.refunds.booking import facts_of, intend_refund, lock_returned, write_attempt
from market.payments.refunds.record_refund import record_sent
from models.enums import RefundState
from models.payments import Refund


def retry_refund(session: Session, *, refund_id: str, now: datetime) -> Refund:
    """Ask Stripe again, under a new key. Raises NoSuchRefund, WrongRefundStep."""
    refund = lock_returned(session, refund_id)
    attempt = begin_again(session, refund, now)
    intend_refund(session, refund, payments.lock_payment(session, refund.payment_id), attempt=attempt, now=now)
    return refund


def retried_elsewhere(session: Session, refund: Refund, fact: RefundFact, *, now: datetime) -> None:
    """Somebody did it in Stripe's dashboard: that was the attempt. The refund is locked and has come back."""
    attempt = begin_again(session, refund, now)
    operation = write_attempt(
        session, refund, payments.lock_payment(session, refund.payment_id), attempt=attempt, now=now
    )
    operations.mark_succeeded(session, operation.id, stripe_id=fact.id, now=now)
    record_sent(session, refund, fact, now=now)


def begin_again(session: Session, refund: Refund, now: datetime) -> int:
    """Take it out of the buyer's credit, as if it had not been sent; the number of the next attempt."""
    attempt = attempts.count_attempts(session, refund.id) + 1
    post(session, refund_retried(facts_of(refund), attempt, at=now), now=now)
    # Another refund at Stripe follows; the operation of the first keeps the id of the one that came back.
    refund.stripe_refund_id = None
    refund.state, refund.settled_at = RefundState.PENDING, None
    session.add(refund)
    session.flush()
    return attempt
