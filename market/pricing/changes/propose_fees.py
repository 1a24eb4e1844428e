"""Write down a fee schedule that might come, to be tried on orders that were real."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.pricing.changes import queries
from market.pricing.changes.errors import FeesUnchanged
from market.pricing.changes.rules import Shares, require_notice
from market.pricing.queries import STANDARD_FEES, get_fees
from models.pricing import FeeChange


def propose_fees(
    session: Session,
    shares: Shares,
    *,
    valid_from: date,
    reason: str,
    person_id: str,
    notice_days: int,
    now: datetime,
) -> FeeChange:
    """Nothing changes by it. Raises NoticeTooShort, FeesUnchanged; NoFeeSchedule where none is in force that day."""
    require_notice(valid_from, today=now.astimezone(UTC).date(), notice_days=notice_days)
    present = get_fees(session, valid_from)
    if shares == Shares(present.market_fee_bps, present.dues_bps, present.solidarity_bps):
        raise FeesUnchanged()
    change = FeeChange(
        code=STANDARD_FEES,
        market_fee_bps=shares.market_fee_bps,
        dues_bps=shares.dues_bps,
        solidarity_bps=shares.solidarity_bps,
        valid_from=valid_from,
        reason=reason,
        proposed_by=person_id,
        proposed_at=now,
    )
    queries.insert(session, change)
    record_audit(
        session,
        action="fee_change.propose",
        actor_id=person_id,
        object_id=change.id,
        detail={
            "market_fee_bps": str(shares.market_fee_bps),
            "dues_bps": str(shares.dues_bps),
            "solidarity_bps": str(shares.solidarity_bps),
            "valid_from": valid_from.isoformat(),
            "reason": reason,
        },
        now=now,
    )
    return change
