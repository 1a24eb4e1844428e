"""The goods are back: so is the buyer's money."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from market.orders import queries as orders
from market.payments.refunds import queries as refunds
from market.payments.refunds.plan import LineWish
from market.payments.refunds.request_refund import request_refund
from market.payments.returns import queries
from market.payments.returns.decide_return import lock_own_return
from market.payments.returns.errors import WrongReturnStep
from models.enums import LiableParty, RefundKind, ReturnState
from models.orders import ReturnRequest


def receive_return(
    session: Session, *, return_id: str, person_id: str | None, restock: bool, now: datetime
) -> ReturnRequest:
    """Refund what came back, once; the shipping too when nothing of the parcel is left with the buyer.

    `restock` puts the units up for sale again. Raises NoSuchReturn, also for another producer's; WrongReturnStep;
    NotRefundable while the payment is disputed; RefundTooLarge when the money has gone back by another way.
    """
    seen = lock_own_return(session, return_id, person_id)
    if seen.state == ReturnState.RECEIVED:
        return seen
    if seen.state != ReturnState.ACCEPTED:
        raise WrongReturnStep(seen.state)
    lines = queries.list_returned_lines(session, [return_id])[return_id]
    wishes = [LineWish(line.order_line_id, line.quantity) for line in lines]
    refund = request_refund(
        session,
        order_id=seen.order_id,
        key=f"returned:{return_id}",
        lines=wishes,
        parcel_ids=[seen.parcel_id] if _is_all_back(session, seen, wishes) else [],
        kind=RefundKind.RETURN,
        # Whoever has the goods again gives their price back.
        liable=LiableParty.PRODUCER,
        reason=seen.reason,
        requested_by=person_id,
        restock=restock,
        now=now,
    )
    seen.state, seen.received_at, seen.refund_id = ReturnState.RECEIVED, now, refund.id
    session.add(seen)
    session.flush()
    return seen


def _is_all_back(session: Session, asked: ReturnRequest, wishes: Sequence[LineWish]) -> bool:
    """Whether all units of the parcel are back with these (Directive 2011/83/EU, art. 13: then the shipping too)."""
    orders.lock_order(session, asked.order_id)
    back = {wish.order_line_id: wish.quantity for wish in wishes}
    return all(
        line.units_back + back.get(line.id, 0) >= line.quantity
        for line in refunds.list_lines(session, asked.order_id).values()
        if line.parcel_id == asked.parcel_id
    )
