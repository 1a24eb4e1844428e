"""Withdraw a proposal before voting begins."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.networks.queries import is_steward
from market.fund.rounds import queries
from market.fund.rounds.errors import NoSuchProposal
from market.fund.rounds.stewards import require_state
from models.enums import RoundState
from models.rounds import RoundProposal


def withdraw_proposal(session: Session, *, proposal_id: str, person_id: str, now: datetime) -> RoundProposal:
    """Said again it changes nothing. Raises NoSuchProposal, also for others' proposals, and RoundElsewhere."""
    found = queries.find_proposal(session, proposal_id)
    if found is None or not is_steward(session, person_id=person_id, organisation_id=found.organisation_id):
        raise NoSuchProposal()
    row = queries.lock_round(session, found.round_id)
    assert row is not None
    require_state(row, now, RoundState.ANNOUNCED, RoundState.PROPOSING)
    if found.withdrawn_at is None:
        found.withdrawn_at = now
        queries.write(session)
    return found
