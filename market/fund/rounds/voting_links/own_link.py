"""A link of an organisation's member, for its stewards."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.fund.rounds.voting_links import queries
from market.fund.rounds.voting_links.errors import NoLinksHere, NoSuchVotingLink
from market.fund.rounds.voting_links.require_namer import require_namer
from models.rounds import FundRound, VotingLink


def own_link(session: Session, link_id: str, *, person_id: str, now: datetime) -> tuple[VotingLink, FundRound]:
    """With its round, locked. Raises NoSuchVotingLink."""
    link = queries.find_link(session, link_id)
    if link is None:
        raise NoSuchVotingLink()
    try:
        row = require_namer(session, link.round_id, link.organisation_id, person_id=person_id, now=now)
    except NoLinksHere:
        raise NoSuchVotingLink() from None
    return link, row
