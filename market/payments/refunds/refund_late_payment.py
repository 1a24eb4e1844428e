"""Money came for goods that were gone: it goes back whole, without anybody asking."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.ledger.accounts import SUSPENSE
from market.ledger.entry import debit
from market.ledger.post import post
from market.ledger.rules.refunds import RefundFacts, refund
from market.payments import queries as payments
from market.payments.refunds import queries
from market.payments.refunds.booking import intend_refund
from market.payments.settle_payment import GOODS_GONE
from models.enums import LiableParty, PaymentState, RefundKind
from models.payments import Refund


def refund_late_payment(session: Session, *, payment_id: str, now: datetime) -> Refund | None:
    """The refund, which leaves later; None when there is nothing to give back, or a person has to look at it."""
    payments.lock_order_of_payment(session, payment_id)
    payment = payments.lock_payment(session, payment_id)
    key = f"late:{payment_id}"
    is_late = payment.state == PaymentState.SUSPENSE and payment.failure_code == GOODS_GONE
    money = queries.get_left(session, payment)
    if not is_late or money.minor <= 0 or queries.find_refund_by_key(session, key) is not None:
        return None
    made = queries.insert_refund(
        session,
        business_key=key,
        payment=payment,
        kind=RefundKind.LATE_PAYMENT,
        money=money,
        liable=LiableParty.PLATFORM,
        reason="the goods were gone when the payment came",
        requested_by=None,
        now=now,
    )
    facts = RefundFacts(made.id, payment.order_id, money, (debit(SUSPENSE, money),))
    post(session, refund(facts, at=now), now=now)
    intend_refund(session, made, payment, attempt=1, now=now)
    return made
