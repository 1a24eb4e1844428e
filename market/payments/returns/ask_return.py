"""A buyer wants to send goods back."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from market.orders import queries as orders
from market.orders.errors import NoSuchOrder, NoSuchOrderLine, NoSuchParcel
from market.orders.reach import Reach
from market.payments.refunds import queries as refunds
from market.payments.returns import queries
from market.payments.returns.errors import NotReturnable
from market.payments.returns.rules import why_not_returnable, why_too_many
from models.enums import ParcelState
from models.orders import ReturnRequest


def ask_return(
    session: Session,
    *,
    order_id: str,
    reach: Reach,
    parcel_id: str,
    quantities: Mapping[str, int],
    reason: str,
    now: datetime,
) -> ReturnRequest:
    """Ask one parcel's producer to take so many units of its lines back.

    Raises NoSuchOrder, also for another's; NoSuchParcel, NoSuchOrderLine of another order; NotReturnable.
    """
    order = orders.find_order(session, order_id)
    if order is None or not reach.opens(person_id=order.person_id, secret_hash=order.secret_hash):
        raise NoSuchOrder()
    # One at a time for each order: two askers must not both count the same units as free.
    orders.lock_order(session, order_id)
    parcel = queries.find_parcel(session, parcel_id)
    if parcel is None or parcel.order_id != order_id:
        raise NoSuchParcel()
    why_not = why_not_returnable(
        ParcelState(parcel.state), shipped_at=parcel.shipped_at, delivered_at=parcel.delivered_at, now=now
    )
    if why_not is not None:
        raise NotReturnable(why_not)
    _require_units(session, order_id, parcel_id, quantities)
    asked = ReturnRequest(order_id=order_id, parcel_id=parcel_id, reason=reason, requested_at=now)
    queries.insert_return(session, asked, quantities)
    return asked


def _require_units(session: Session, order_id: str, parcel_id: str, quantities: Mapping[str, int]) -> None:
    lines = refunds.list_lines(session, order_id)
    coming = queries.count_coming(session, order_id)
    for line_id, quantity in quantities.items():
        line = lines.get(line_id)
        if line is None or line.parcel_id != parcel_id:
            raise NoSuchOrderLine()
        why_not = why_too_many(quantity, bought=line.quantity, back=line.units_back, coming=coming.get(line_id, 0))
        if why_not is not None:
            raise NotReturnable(why_not)
