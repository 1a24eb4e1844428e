"""Let a result go that nobody approved in time."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.fund.rounds import queries
from market.fund.rounds.method import marks_of
from market.fund.rounds.rules import state_of
from models.enums import RoundState, VoidReason


def let_lapse(session: Session, round_id: str, *, now: datetime) -> bool:
    """Write down that the round decided nothing, so that its budget is the fund's again; whether it had lapsed."""
    row = queries.lock_round(session, round_id)
    if row is None or row.voided_at is not None or state_of(marks_of(row), now) is not RoundState.VOID:
        return False
    row.voided_at, row.void_reason = now, VoidReason.NOT_APPROVED
    queries.write(session)
    record_audit(session, action="round.lapse", actor_id=None, object_id=row.id, detail={}, now=now)
    return True
