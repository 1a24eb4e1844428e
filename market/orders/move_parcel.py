"""A producer sends a parcel; it arrives."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateways.mail import Due, ask_buyers
from market.accounts.queries import is_member
from market.earnings import queries as earnings
from market.orders import queries
from market.orders.errors import NoSuchParcel, WrongParcelStep
from market.orders.rules import PARCEL_STEPS
from models.enums import MailKind, ParcelState
from models.orders import Parcel


def move_parcel(
    session: Session,
    *,
    parcel_id: str,
    person_id: str | None,
    to: ParcelState,
    tracking: str,
    maturity: timedelta,
    now: datetime,
) -> Parcel:
    """Move one's own organisation's parcel a step on; what it earned may leave `maturity` after it arrived.

    Raises NoSuchParcel, also for another's; WrongParcelStep, also for a parcel to be cancelled: its money goes back.
    """
    parcel = queries.lock_parcel(session, parcel_id)
    if parcel is None or not is_member(session, person_id=person_id, organisation_id=parcel.producer_id):
        raise NoSuchParcel()
    if to is ParcelState.CANCELLED or to not in PARCEL_STEPS[ParcelState(parcel.state)]:
        raise WrongParcelStep(parcel.state)
    parcel.state = to
    if to is ParcelState.SHIPPED:
        parcel.shipped_at = now
        parcel.tracking = tracking
        due = Due(to=parcel.order_id, about=parcel.id, key=parcel.id)
        ask_buyers(session, MailKind.SHIPPED, [due], now=now)
    else:
        parcel.delivered_at = now
        earnings.lock_items(session)
        earnings.mark_delivered(session, parcel_id=parcel_id, eligible_at=now + maturity)
    session.add(parcel)
    session.flush()
    return parcel
