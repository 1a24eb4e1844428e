"""Name the members of an organisation who vote by a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from kit.ids import hash_secret
from market.fund.rounds.stewards import require_state
from market.fund.rounds.voting_links import queries
from market.fund.rounds.voting_links.errors import AlreadyNamed, MembersNotStated, MoreThanMembers, NoName
from market.fund.rounds.voting_links.require_namer import require_namer
from market.fund.rounds.voting_links.secret import new_token
from models.enums import RoundState
from models.rounds import VotingLink


@dataclass(frozen=True)
class NewLink:
    """A member's link; `token` is known this once."""

    id: str
    name: str
    token: str


def name_members(
    session: Session, names: Sequence[str], *, round_id: str, organisation_id: str, person_id: str, now: datetime
) -> list[NewLink]:
    """For a steward of the organisation, before voting opens; each member once, and never more than it has members.

    Raises NoSuchRound, NoLinksHere, RoundElsewhere, NoName, AlreadyNamed, MembersNotStated, MoreThanMembers.
    """
    row = require_namer(session, round_id, organisation_id, person_id=person_id, now=now)
    require_state(row, now, RoundState.ANNOUNCED, RoundState.PROPOSING)
    wanted = [" ".join(name.split()) for name in names]
    links = queries.list_links(session, row.id, organisation_id)
    people = queries.list_people(session, organisation_id, now)
    _require_new(wanted, {*people, *(link.name for link in links if link.name)})
    _require_room(session, organisation_id, has=len(links) + len(people), more=len(wanted))
    tokens = [new_token() for _ in wanted]
    made = [
        VotingLink(
            round_id=row.id,
            organisation_id=organisation_id,
            name=name,
            token_hash=hash_secret(token),
            named_by=person_id,
            created_at=now,
        )
        for name, token in zip(wanted, tokens, strict=True)
    ]
    queries.insert(session, made)
    detail = {"organisation": organisation_id, "members": str(len(made))}
    record_audit(session, action="round.name_members", actor_id=person_id, object_id=row.id, detail=detail, now=now)
    return [NewLink(link.id, name, token) for link, name, token in zip(made, wanted, tokens, strict=True)]


def _require_new(wanted: Sequence[str], there: set[str]) -> None:
    seen = {name.casefold() for name in there}
    for name in wanted:
        if not name:
            raise NoName()
        if name.casefold() in seen:
            raise AlreadyNamed(name)
        seen.add(name.casefold())


def _require_room(session: Session, organisation_id: str, *, has: int, more: int) -> None:
    members = queries.find_members_total(session, organisation_id)
    if members is None:
        raise MembersNotStated()
    if has + more > members:
        raise MoreThanMembers(members, has)
