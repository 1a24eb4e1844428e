"""Give a buyer back lines of an order: what each part of the price gives is booked, and Stripe will be asked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from market.payments.refunds import queries
from market.payments.refunds.booking import (
    book_refund,
    business_key,
    find_earlier,
    intend_refund,
    lock_refundable,
    require_left,
)
from market.payments.refunds.plan import LineWish, plan_lines
from models.enums import LiableParty, RefundKind
from models.payments import Refund


def request_refund(
    session: Session,
    *,
    order_id: str,
    key: str,
    lines: Sequence[LineWish],
    parcel_ids: Sequence[str] = (),
    with_contribution: bool = False,
    kind: RefundKind,
    liable: LiableParty,
    reason: str,
    requested_by: str | None,
    restock: bool = False,
    now: datetime,
) -> Refund:
    """Give back lines, by units or by money, parcels' shipping, and what was added for a fund; the refund, which leaves
    later. The same key gives the same refund.

    Raises NotRefundable, NoSuchOrderLine, NoSuchParcel, RefundNamesTwice, RefundTooLarge,
    RefundKeyReused, NotChargeable.
    """
    if earlier := find_earlier(session, order_id, key, kind):
        return earlier
    payment = lock_refundable(session, order_id)
    plan = plan_lines(
        session,
        order_id=order_id,
        currency=payment.currency,
        lines=lines,
        parcel_ids=parcel_ids,
        with_contribution=with_contribution,
        restock=restock,
    )
    require_left(session, payment, plan.money)
    made = queries.insert_refund(
        session,
        business_key=business_key(order_id, key),
        payment=payment,
        kind=kind,
        money=plan.money,
        liable=liable,
        reason=reason,
        requested_by=requested_by,
        now=now,
    )
    queries.insert_refund_lines(session, made.id, plan.things)
    book_refund(session, made, plan, now=now)
    intend_refund(session, made, payment, attempt=1, now=now)
    return made
