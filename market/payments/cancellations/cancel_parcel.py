"""A producer cannot send what was ordered."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.accounts.queries import is_member
from market.orders import queries as orders
from market.orders.errors import NoSuchParcel, WrongParcelStep
from market.payments.cancellations import queries
from market.payments.cancellations.give_back_parcels import give_back_parcels
from models.enums import ParcelState
from models.payments import Refund


def cancel_parcel(
    session: Session, *, parcel_id: str, person_id: str | None, reason: str, now: datetime
) -> Refund | None:
    """Call off one's own organisation's parcel and give its buyer everything back. Safe to repeat.

    Raises NoSuchParcel, also for another's; WrongParcelStep once it was sent, or before it is paid; NotRefundable.
    """
    seen = queries.find_parcel(session, parcel_id)
    if seen is None or not is_member(session, person_id=person_id, organisation_id=seen.producer_id):
        raise NoSuchParcel()
    # The order before its parcels, as whoever cancels or refunds the order does.
    orders.lock_order(session, seen.order_id)
    (parcel,) = (one for one in queries.lock_parcels(session, seen.order_id) if one.id == parcel_id)
    if parcel.state == ParcelState.CANCELLED:
        return None
    if parcel.state != ParcelState.TO_PACK:
        raise WrongParcelStep(parcel.state)
    return give_back_parcels(session, [parcel], reason=reason, by=person_id, now=now)
