"""A producer says how far below and above its fair price a product may be had."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.pricing.errors import TiersOutOfRange
from market.pricing.tiers import queries
from market.pricing.tiers.rules import TierFacts

# Half the price at most, and as much again: beyond that it is another price.
MOST_BELOW_BPS = 5_000
MOST_ABOVE_BPS = 10_000


def set_tiers(session: Session, facts: TierFacts, *, by: str | None, now: datetime) -> None:
    """Offer these tiers from now on; none for nothing. What is ordered already stays as it was.

    The product is the caller's to change. Raises TiersOutOfRange.
    """
    if not (0 <= facts.solidarity_bps <= MOST_BELOW_BPS and 0 <= facts.supporter_bps <= MOST_ABOVE_BPS):
        raise TiersOutOfRange(MOST_BELOW_BPS, MOST_ABOVE_BPS)
    if facts.solidarity_bps + facts.supporter_bps == 0:
        queries.delete_tiers(session, facts.product_id)
    else:
        queries.put_tiers(session, facts, by=by, now=now)
