"""Tell a producer what announced fees would have meant for the orders of their own last month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from market.pricing.changes import preview_queries, queries
from market.pricing.changes.preview_queries import ProducerTried
from market.pricing.changes.queries import ScheduleView
from market.pricing.changes.rules import Month, Shares
from market.pricing.queries import STANDARD_FEES


@dataclass(frozen=True)
class OwnFees:
    """The schedule that begins next, if one is announced, tried on one producer's orders, by currency."""

    month: Month
    coming: ScheduleView | None
    tried: Sequence[ProducerTried]


def preview_own_fees(session: Session, producer_id: str, *, month: str | None, now: datetime) -> OwnFees:
    """On orders paid in `month` (`2026-10`), by default the last that is over, as they were placed. Raises NoSuchMonth.

    What was only proposed is not told: producers hear of fees when everybody does.
    """
    wanted = Month.before(now) if month is None else Month.parse(month, now=now)
    coming = queries.find_next(session, STANDARD_FEES, today=now.astimezone(UTC).date())
    if coming is None:
        return OwnFees(wanted, None, ())
    shares = Shares(coming.market_fee_bps, coming.dues_bps, coming.solidarity_bps)
    tried = preview_queries.list_tried_of(
        session, shares, producer_id=producer_id, starts_at=wanted.starts_at, ends_at=wanted.ends_at
    )
    return OwnFees(wanted, coming, tried)
