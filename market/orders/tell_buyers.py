"""A certificate was withdrawn: whoever bought under it is told, on the page of the order."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from market.orders import notice_queries

# An order may be paid after the certificate fell, so those that fell of late are looked at again.
_OF_LATE = timedelta(days=60)
_AT_ONCE = 1000


def tell_buyers(session: Session, *, now: datetime) -> int:
    """Write a notice for each paid order that shows a claim which was withdrawn, or whose suspension outlasted the
    scheme's limit; how many. Safe to repeat.

    At most a thousand: call again while there are any.
    """
    untold = notice_queries.list_untold(session, now=now, since=now - _OF_LATE, limit=_AT_ONCE)
    if untold:
        notice_queries.insert_notices(session, untold)
    return len(untold)
