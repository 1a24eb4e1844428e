"""A certificate was withdrawn: whoever bought under it is told, on the page of the order and by mail."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateways.mail import Due, ask_buyers
from market.orders import notice_queries
from models.enums import MailKind

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
        due = [
            Due(
                to=row.order_id,
                about=row.order_id,
                key=f"{row.order_id}:{row.certificate_id}",
                facts={"certificate_id": row.certificate_id},
            )
            for row in untold
        ]
        ask_buyers(session, MailKind.LABEL_WITHDRAWN, due, now=now)
    return len(untold)
