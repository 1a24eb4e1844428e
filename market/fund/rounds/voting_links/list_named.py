"""Who was named to vote by a link."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from market.fund.rounds.voting_links import queries
from market.fund.rounds.voting_links.require_namer import require_namer
from models.rounds import VotingLink


def list_named(
    session: Session, *, round_id: str, organisation_id: str, person_id: str, now: datetime
) -> Sequence[VotingLink]:
    """For a steward of the organisation, by name; whether they voted is not told. Once the votes are counted there are
    no names. Raises NoSuchRound, NoLinksHere."""
    row = require_namer(session, round_id, organisation_id, person_id=person_id, now=now)
    return [link for link in queries.list_links(session, row.id, organisation_id) if link.name]
