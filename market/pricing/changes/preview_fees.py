"""Try new fees on the orders of a month: who would have had more, who less, to the last minor unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.pricing.changes import preview_queries, queries
from market.pricing.changes.errors import NoSuchFeeChange
from market.pricing.changes.preview_queries import After, ProducerTried, TotalTried
from market.pricing.changes.rules import Month, Shares


@dataclass(frozen=True)
class FeePreview:
    """One page of producers, and the totals of all of them."""

    month: Month
    totals: Sequence[TotalTried]
    producers: Sequence[ProducerTried]


def preview_fees(
    session: Session, change_id: str, *, month: str | None, after: After | None, limit: int, now: datetime
) -> FeePreview:
    """On orders paid in `month` (`2026-10`), by default the last that is over. Orders count as they were placed:
    refunds change nothing of what a fee would have been. Raises NoSuchFeeChange, NoSuchMonth.
    """
    change = queries.find_change(session, change_id)
    if change is None:
        raise NoSuchFeeChange()
    wanted = Month.before(now) if month is None else Month.parse(month, now=now)
    shares = Shares(change.market_fee_bps, change.dues_bps, change.solidarity_bps)
    starts_at, ends_at = wanted.starts_at, wanted.ends_at
    return FeePreview(
        wanted,
        preview_queries.sum_tried(session, shares, starts_at=starts_at, ends_at=ends_at),
        preview_queries.list_tried(session, shares, starts_at=starts_at, ends_at=ends_at, after=after, limit=limit),
    )
