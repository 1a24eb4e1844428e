"""Take a round back before anybody can vote."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.fund.rounds import queries
from market.fund.rounds.stewards import require_state, round_of
from market.fund.rounds.voting_links import queries as link_queries
from models.enums import RoundState, VoidReason
from models.rounds import FundRound


def take_back_round(session: Session, *, round_id: str, person_id: str, now: datetime) -> FundRound:
    """Its budget is free again. Once voting has begun nobody can stop it. Raises NoSuchRound, RoundElsewhere."""
    row = round_of(session, round_id, person_id=person_id)
    require_state(row, now, RoundState.DRAFT, RoundState.ANNOUNCED, RoundState.PROPOSING)
    row.voided_at, row.void_reason = now, VoidReason.TAKEN_BACK
    queries.write(session)
    link_queries.forget(session, row.id)
    record_audit(session, action="round.take_back", actor_id=person_id, object_id=row.id, detail={}, now=now)
    return row
