"""SQL of people as operators see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from market.accounts.queries import end_keys, end_other_sessions, use_up_links
from models.accounts import Person, RoleProposal
from models.enums import GrantedRole, MemberRole
from models.organisations import Membership

_PEOPLE = text(
    """
    select p.id, p.email, p.full_name, p.is_operator, p.created_at, p.disabled_at
    from person p
    where p.erased_at is null
      and (:like = '' or p.id = :exact or p.email like :like or lower(p.full_name) like :like)
      and (:which <> 'operators' or p.is_operator)
      and (:which <> 'locked' or p.disabled_at is not null)
      and (:which <> 'verifiers' or exists (
              select from membership m where m.person_id = p.id and m.role = 'verifier' and m.ended_at is null))
      and (cast(:before as text) is null or p.id < :before)
    order by p.id desc limit :limit
    """
)
_OPERATORS = text(
    "select id from person where is_operator and disabled_at is null and erased_at is null order by id "
    "for no key update"
)
_WITHDRAW_INVITATIONS = text(
    """
    update member_invitation set withdrawn_at = :now, withdrawn_by = :by
    where invited_by = :id and accepted_at is null and withdrawn_at is null
    """
)
_VERIFYING = text(
    "select id from organisation where id = :id and kind in ('federation', 'network') and archived_at is null"
)
_PROPOSALS = text(
    """
    select r.id, r.person_id, p.full_name as person_name, p.email as person_email, r.role, r.organisation_id,
           o.name as organisation_name, r.reason, r.proposed_by, b.full_name as proposer_name, r.proposed_at
    from role_proposal r
    join person p on p.id = r.person_id
    join person b on b.id = r.proposed_by
    left join organisation o on o.id = r.organisation_id
    where r.confirmed_at is null and r.declined_at is null and (cast(:before as text) is null or r.id < :before)
    order by r.id desc limit :limit
    """
)
_WAITING = text(
    """
    select exists (
        select from role_proposal
        where person_id = :person_id and role = :role and organisation_id is not distinct from :organisation_id
          and confirmed_at is null and declined_at is null)
    """
)


class Which(StrEnum):
    """Whom to list."""

    ALL = "all"
    OPERATORS = "operators"
    VERIFIERS = "verifiers"
    LOCKED = "locked"


@dataclass(frozen=True)
class PersonRow:
    """Somebody with an account."""

    id: str
    email: str
    full_name: str
    is_operator: bool
    created_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True)
class WaitingRole:
    """A role that one operator proposed and another has not decided on."""

    id: str
    person_id: str
    person_name: str
    person_email: str
    role: GrantedRole
    organisation_id: str | None
    organisation_name: str | None
    reason: str
    proposed_by: str
    proposer_name: str
    proposed_at: datetime


def list_people(session: Session, wanted: str, *, which: Which, before: str | None, limit: int) -> list[PersonRow]:
    """Newest first; by a piece of the name or the e-mail, or by the whole id. Who was erased is nobody any more."""
    folded = wanted.strip().lower()
    plain = folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    asked = {
        "like": f"%{plain}%" if folded else "",
        "exact": wanted.strip(),
        "which": which,
        "before": before,
        "limit": limit,
    }
    return [PersonRow(**row._mapping) for row in session.execute(_PEOPLE, asked)]


def find_person(session: Session, person_id: str, *, is_locking: bool = False) -> Person | None:
    """Nobody for who was erased."""
    statement = select(Person).where(col(Person.id) == person_id, col(Person.erased_at).is_(None))
    return session.execute(statement.with_for_update() if is_locking else statement).scalar_one_or_none()


def lock_operators(session: Session) -> Sequence[str]:
    """Who can run the market now; nobody becomes or ceases to be one before this transaction ends."""
    return session.execute(_OPERATORS).scalars().all()


def end_credentials(session: Session, person_id: str, *, by: str, now: datetime) -> None:
    """Sessions, keys and links open nothing from the next request on, those neither that the person made for others."""
    end_other_sessions(session, person_id=person_id, except_id=None, now=now)
    end_keys(session, person_id=person_id, now=now)
    use_up_links(session, person_id=person_id)
    session.execute(_WITHDRAW_INVITATIONS, {"id": person_id, "by": by, "now": now})


def is_verifying_organisation(session: Session, organisation_id: str) -> bool:
    return session.execute(_VERIFYING, {"id": organisation_id}).first() is not None


def find_verifier(session: Session, *, person_id: str, organisation_id: str) -> Membership | None:
    """The membership as a verifier that holds now, locked."""
    statement = select(Membership).where(
        col(Membership.person_id) == person_id,
        col(Membership.organisation_id) == organisation_id,
        col(Membership.role) == MemberRole.VERIFIER,
        col(Membership.ended_at).is_(None),
    )
    return session.execute(statement.with_for_update()).scalar_one_or_none()


def insert(session: Session, row: RoleProposal | Membership) -> None:
    session.add(row)
    session.flush()


def lock_proposal(session: Session, proposal_id: str) -> RoleProposal | None:
    statement = select(RoleProposal).where(col(RoleProposal.id) == proposal_id)
    return session.execute(statement.with_for_update()).scalar_one_or_none()


def is_proposed(session: Session, *, person_id: str, role: GrantedRole, organisation_id: str | None) -> bool:
    asked = {"person_id": person_id, "role": role, "organisation_id": organisation_id}
    return bool(session.execute(_WAITING, asked).scalar_one())


def list_proposals(session: Session, *, before: str | None, limit: int) -> list[WaitingRole]:
    """Those that wait for another operator, newest first."""
    rows = session.execute(_PROPOSALS, {"before": before, "limit": limit}).mappings()
    return [WaitingRole(**{**row, "role": GrantedRole(row["role"])}) for row in rows]
