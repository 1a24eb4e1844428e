"""Give a buyer something back out of the market's own pocket."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.money import Money
from market.ledger.accounts import REFUNDS_BORNE
from market.ledger.entry import debit
from market.ledger.post import post
from market.ledger.rules.refunds import RefundFacts, refund
from market.payments.errors import RefundKeyReused
from market.payments.refunds import queries
from market.payments.refunds.booking import business_key, find_earlier, intend_refund, lock_refundable, require_left
from models.enums import LiableParty, RefundKind
from models.payments import Refund


def give_goodwill(
    session: Session, *, order_id: str, key: str, money: Money, reason: str, requested_by: str | None, now: datetime
) -> Refund:
    """Give a buyer something back out of the market's own pocket; nobody else's share is touched.

    Raises NotRefundable, RefundTooLarge, RefundKeyReused, NotChargeable.
    """
    earlier = find_earlier(session, order_id, key, RefundKind.GOODWILL)
    if earlier is not None:
        if earlier.amount_minor != money.minor:
            raise RefundKeyReused(earlier.id)
        return earlier
    payment = lock_refundable(session, order_id)
    require_left(session, payment, money)
    made = queries.insert_refund(
        session,
        business_key=business_key(order_id, key),
        payment=payment,
        kind=RefundKind.GOODWILL,
        money=money,
        liable=LiableParty.PLATFORM,
        reason=reason,
        requested_by=requested_by,
        now=now,
    )
    facts = RefundFacts(made.id, order_id, money, (debit(REFUNDS_BORNE, money),))
    post(session, refund(facts, at=now), now=now)
    intend_refund(session, made, payment, attempt=1, now=now)
    return made
