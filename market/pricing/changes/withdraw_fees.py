"""Take a change of fees back before it begins."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.pricing.changes import queries
from market.pricing.changes.errors import FeeChangeDecided, NoSuchFeeChange
from market.pricing.changes.rules import state_of
from market.pricing.tables.queries import lock_tables
from models.enums import FeeChangeState
from models.pricing import FeeChange

_OPEN = frozenset({FeeChangeState.PROPOSED, FeeChangeState.ANNOUNCED})


def withdraw_fees(session: Session, change_id: str, *, person_id: str, now: datetime) -> FeeChange:
    """The schedule in force goes on as if nothing had been said; that it was said stays written.

    Raises NoSuchFeeChange, FeeChangeDecided for what is in force or taken back.
    """
    lock_tables(session)
    change = queries.find_change(session, change_id, is_locking=True)
    if change is None:
        raise NoSuchFeeChange()
    state = state_of(
        valid_from=change.valid_from,
        announced_at=change.announced_at,
        withdrawn_at=change.withdrawn_at,
        today=now.astimezone(UTC).date(),
    )
    if state not in _OPEN:
        raise FeeChangeDecided(state)
    if change.schedule_id is not None:
        queries.take_away(session, change.schedule_id)
    change.withdrawn_by, change.withdrawn_at = person_id, now
    session.flush()
    record_audit(
        session, action="fee_change.withdraw", actor_id=person_id, object_id=change.id, detail={"was": state}, now=now
    )
    return change
