"""The secret of a voting link: whoever has it may cast one vote. Only its hash is kept."""

from sqlalchemy.orm import Session

from kit.ids import hash_secret, is_secret, new_secret
from market.fund.rounds.voting_links import queries
from market.fund.rounds.voting_links.errors import NoSuchVotingLink
from models.rounds import VotingLink

_KIND = "vot"


def new_token() -> str:
    return new_secret(_KIND)


def link_of(session: Session, token: str) -> VotingLink:
    """Raises NoSuchVotingLink."""
    link = queries.find_by_token(session, hash_secret(token)) if is_secret(_KIND, token) else None
    if link is None:
        raise NoSuchVotingLink()
    return link
