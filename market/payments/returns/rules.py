"""Until when goods may come back, how many of them, and the steps of a return. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from models.enums import ParcelState, ReturnState

RETURN_STEPS: Mapping[ReturnState, frozenset[ReturnState]] = {
    ReturnState.REQUESTED: frozenset({ReturnState.ACCEPTED, ReturnState.REFUSED, ReturnState.WITHDRAWN}),
    ReturnState.ACCEPTED: frozenset({ReturnState.RECEIVED, ReturnState.WITHDRAWN}),
    ReturnState.REFUSED: frozenset(),
    ReturnState.WITHDRAWN: frozenset(),
    ReturnState.RECEIVED: frozenset(),
}

# A buyer at a distance has two years to claim that something is wrong with the goods (Directive (EU) 2019/771,
# art. 10). For the first 14 days they need no reason (Directive 2011/83/EU, art. 9): the desk tells the producer.
GUARANTEE = timedelta(days=730)


def why_not_returnable(
    state: ParcelState, *, shipped_at: datetime | None, delivered_at: datetime | None, now: datetime
) -> str | None:
    """Why nothing of a parcel can be returned; None if it can."""
    if state not in {ParcelState.SHIPPED, ParcelState.DELIVERED}:
        return f"the parcel is {state}"
    since = delivered_at or shipped_at
    if since is not None and since + GUARANTEE < now:
        return f"the parcel was sent or arrived more than {GUARANTEE.days} days ago"
    return None


def why_too_many(quantity: int, *, bought: int, back: int, coming: int) -> str | None:
    """Why so many units of a line cannot come back; None if they can."""
    left = bought - back - coming
    if quantity <= left:
        return None
    return f"{quantity} asked for, {left} of {bought} can come back: {back} have, {coming} are to"
