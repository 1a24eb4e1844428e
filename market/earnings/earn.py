"""A paid order has earned: its producers their goods and premium, their federation its dues."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.earnings import queries
from market.earnings.hold import take_in_new
from market.ledger.entry import Entry


def earn(
    session: Session, *, order_id: str, currency: str, earned_at: datetime, eligible_at: datetime | None, now: datetime
) -> list[Entry]:
    """Write down what the order's frozen breakdown owes to whom; once, however often it is said.

    What an organisation on hold earns is held with the rest of it: the entries of that are to be booked with the
    order's own, or after it.
    """
    has_hold = queries.insert_items_of_order(
        session, order_id=order_id, currency=currency, earned_at=earned_at, eligible_at=eligible_at
    )
    return take_in_new(session, order_id=order_id, now=now) if has_hold else []
