"""An operator lets what an order earned, or all that an organisation has coming, wait until it is looked into."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.accounts.errors import NoSuchOrganisation
from market.accounts.queries import find_organisation
from market.earnings.hold import hold_order, hold_organisation
from market.earnings.queries import HoldFact
from market.orders.read_order import get_order
from market.payouts.holds.errors import HoldNeedsOneSubject
from models.enums import HoldReason


def place_hold(
    session: Session,
    *,
    order_id: str | None,
    organisation_id: str | None,
    note: str,
    by: str | None,
    now: datetime,
) -> HoldFact:
    """Hold it, once: while it stands, the same subject is held by the same hold.

    What a payout has claimed is not touched: cancel that, if it has not left. Raises HoldNeedsOneSubject, NoSuchOrder,
    NoSuchOrganisation.
    """
    if order_id is not None and organisation_id is None:
        get_order(session, order_id)
        key = f"{HoldReason.MANUAL}:{order_id}"
        return hold_order(session, order_id=order_id, reason=HoldReason.MANUAL, key=key, note=note, by=by, now=now)
    if organisation_id is None or order_id is not None:
        raise HoldNeedsOneSubject()
    organisation = find_organisation(session, organisation_id)
    if organisation is None:
        raise NoSuchOrganisation()
    return hold_organisation(
        session, organisation_id=organisation.id, reason=HoldReason.MANUAL, note=note, by=by, now=now
    )
