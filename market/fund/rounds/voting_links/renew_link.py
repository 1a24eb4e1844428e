"""Give a member another link, where theirs was lost or came into other hands."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from kit.ids import hash_secret
from market.fund.rounds.stewards import require_state
from market.fund.rounds.voting_links import queries
from market.fund.rounds.voting_links.errors import NoSuchVotingLink
from market.fund.rounds.voting_links.name_members import NewLink
from market.fund.rounds.voting_links.own_link import own_link
from market.fund.rounds.voting_links.secret import new_token
from models.enums import RoundState


def renew_link(session: Session, *, link_id: str, person_id: str, now: datetime) -> NewLink:
    """The old link opens nothing any more. It stays one vote: who has voted has none left.

    Raises NoSuchVotingLink, RoundElsewhere.
    """
    link, row = own_link(session, link_id, person_id=person_id, now=now)
    require_state(row, now, RoundState.ANNOUNCED, RoundState.PROPOSING, RoundState.VOTING)
    if link.name is None:
        raise NoSuchVotingLink()
    token = new_token()
    link.token_hash = hash_secret(token)
    queries.write(session)
    detail = {"link": link.id}
    record_audit(session, action="round.renew_link", actor_id=person_id, object_id=row.id, detail=detail, now=now)
    return NewLink(link.id, link.name, token)
