"""Take back that somebody votes by a link."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.fund.rounds.stewards import require_state
from market.fund.rounds.voting_links import queries
from market.fund.rounds.voting_links.own_link import own_link
from models.enums import RoundState


def withdraw_link(session: Session, *, link_id: str, person_id: str, now: datetime) -> None:
    """Before voting opens; after that nobody takes a vote from anybody. Raises NoSuchVotingLink, RoundElsewhere."""
    link, row = own_link(session, link_id, person_id=person_id, now=now)
    require_state(row, now, RoundState.ANNOUNCED, RoundState.PROPOSING)
    queries.delete(session, link)
    detail = {"organisation": link.organisation_id}
    record_audit(session, action="round.withdraw_link", actor_id=person_id, object_id=row.id, detail=detail, now=now)
