"""SQL of trade agreements, as far as prices know them: what two parties trade without a market fee."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.pricing.rules import WaiverFacts

# Under several agreements the one that was signed first.
_WAIVERS = text(
    """
    select v.id as variant_id, t.agreement_id, t.version, t.title
    from variant v
    cross join lateral (select * from agreements_of_trade(:buyer_id, v.product_id, :at) limit 1) t
    where v.id = any(cast(:variants as text[]))
    """
)


def list_waivers(
    session: Session, variant_ids: Collection[str], *, buyer_id: str, at: datetime
) -> Mapping[str, WaiverFacts]:
    """The agreement under which an organisation buys each variant at a moment; variants without one are missing."""
    asked = {"variants": list(variant_ids), "buyer_id": buyer_id, "at": at}
    return {
        row.variant_id: WaiverFacts(row.agreement_id, row.version, row.title)
        for row in session.execute(_WAIVERS, asked)
    }
