"""Announce new fees: from now on everybody can read them, and from their day on they hold."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.pricing.changes import queries
from market.pricing.changes.errors import FeeChangeDecided, FeeChangeWaiting, NoSuchFeeChange
from market.pricing.changes.rules import require_notice, state_of
from market.pricing.tables.queries import lock_tables
from models.enums import FeeChangeState
from models.pricing import FeeChange, FeeSchedule


def announce_fees(session: Session, change_id: str, *, person_id: str, notice_days: int, now: datetime) -> FeeChange:
    """Write the schedule that begins on the change's day; the one before it ends the day before. Orders that are placed
    keep the shares they were placed with.

    Raises NoSuchFeeChange, FeeChangeDecided, NoticeTooShort when its day has come too near, FeeChangeWaiting.
    """
    lock_tables(session)
    change = queries.find_change(session, change_id, is_locking=True)
    if change is None:
        raise NoSuchFeeChange()
    today = now.astimezone(UTC).date()
    state = state_of(
        valid_from=change.valid_from, announced_at=change.announced_at, withdrawn_at=change.withdrawn_at, today=today
    )
    if state is not FeeChangeState.PROPOSED:
        raise FeeChangeDecided(state)
    require_notice(change.valid_from, today=today, notice_days=notice_days)
    coming = queries.find_next(session, change.code, today=today)
    if coming is not None:
        raise FeeChangeWaiting(coming.valid_from)
    schedule = FeeSchedule(
        code=change.code,
        version=queries.next_version(session, change.code),
        market_fee_bps=change.market_fee_bps,
        dues_bps=change.dues_bps,
        solidarity_bps=change.solidarity_bps,
        valid_from=change.valid_from,
    )
    queries.end_before(session, change.code, begins=change.valid_from)
    queries.insert(session, schedule)
    change.announced_by, change.announced_at, change.schedule_id = person_id, now, schedule.id
    session.flush()
    record_audit(
        session,
        action="fee_change.announce",
        actor_id=person_id,
        object_id=change.id,
        detail={"schedule": schedule.id, "valid_from": change.valid_from.isoformat()},
        now=now,
    )
    return change
