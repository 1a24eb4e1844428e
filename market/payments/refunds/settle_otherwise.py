"""An operator has paid a buyer by bank whose refund came back."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.ledger.post import post
from market.ledger.rules.refunds import refund_settled_otherwise
from market.payments.refunds.booking import facts_of, lock_returned
from market.requests.alerts import withdraw_alert
from models.enums import RefundState
from models.payments import Refund


def settle_otherwise(session: Session, *, refund_id: str, reference: str, now: datetime) -> Refund:
    """Book it under the bank's reference. Raises NoSuchRefund, WrongRefundStep."""
    refund = lock_returned(session, refund_id)
    post(session, refund_settled_otherwise(facts_of(refund), reference=reference, at=now), now=now)
    refund.state, refund.settled_at, refund.failure = RefundState.SUCCEEDED, now, f"paid by bank: {reference}"
    session.add(refund)
    session.flush()
    withdraw_alert(session, f"refund:{refund_id}", because=f"paid by bank: {reference}", now=now)
    return refund
