"""What has not left is called off: its money goes back, its goods are for sale again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from market.orders.claim_queries import give_claims_back
from market.payments.cancellations import queries
from market.payments.refunds import queries as refunds
from market.payments.refunds.plan import LineWish
from market.payments.refunds.request_refund import request_refund
from market.payments.refunds.rules import refundable
from models.enums import LiableParty, RefundKind
from models.orders import Parcel
from models.payments import Refund


def give_back_parcels(
    session: Session, parcels: Sequence[Parcel], *, reason: str, by: str | None, now: datetime
) -> Refund | None:
    """Cancel locked parcels of one paid order and refund all that is left of them; None when nothing is.

    Raises NotRefundable while the payment is disputed.
    """
    order_id, ids = parcels[0].order_id, [parcel.id for parcel in parcels]
    wishes = everything_left(session, order_id=order_id, parcel_ids=ids)
    queries.mark_cancelled(session, ids)
    is_all = queries.is_all_cancelled(session, order_id)
    # Nothing of them was ever sent, so the certificates that were used up for them are not. Before anything is booked:
    # who pays late uses certificates up, and books then.
    give_claims_back(session, order_id, parcel_ids=ids, now=now)
    if not wishes:
        return None
    return request_refund(
        session,
        order_id=order_id,
        # A parcel is cancelled once, so its id names the refund.
        key=f"cancelled:{min(ids)}",
        lines=wishes,
        parcel_ids=ids,
        # Who gets nothing of an order has bought nothing beside which something was added.
        with_contribution=is_all,
        kind=RefundKind.CANCELLATION,
        # Whoever did not send the goods does not keep their price.
        liable=LiableParty.PRODUCER,
        reason=reason,
        requested_by=by,
        restock=True,
        now=now,
    )


def everything_left(session: Session, *, order_id: str, parcel_ids: Sequence[str]) -> list[LineWish]:
    """The lines of parcels with all units and all money that have not gone back before."""
    parts = refunds.list_parts(session, order_id)
    wishes = []
    for line in refunds.list_lines(session, order_id).values():
        left = refundable([part.state for part in parts if part.order_line_id == line.id])
        if line.parcel_id in parcel_ids and left:
            wishes.append(LineWish(line.id, line.quantity - line.units_back, left))
    return wishes
