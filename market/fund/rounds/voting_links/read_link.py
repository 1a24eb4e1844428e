"""What a voting link opens."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.fund.rounds.voting_links import queries
from market.fund.rounds.voting_links.errors import NoSuchVotingLink
from market.fund.rounds.voting_links.secret import link_of


@dataclass(frozen=True)
class LinkedVoice:
    """Whose vote it is, in which round, and whether it has been cast."""

    round_id: str
    name: str
    has_voted: bool


def read_link(session: Session, token: str) -> LinkedVoice:
    """Raises NoSuchVotingLink."""
    link = link_of(session, token)
    if link.name is None:
        raise NoSuchVotingLink()
    return LinkedVoice(link.round_id, link.name, queries.has_voted(session, link))
