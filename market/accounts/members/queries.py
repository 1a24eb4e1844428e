"""SQL of who belongs to an organisation, and who is asked in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session
from sqlmodel import col

from models.enums import MemberRole
from models.invitations import MemberInvitation
from models.organisations import Membership, Organisation


@dataclass(frozen=True)
class MemberFact:
    """A person of an organisation with every role they have there, since the first of these."""

    person_id: str
    full_name: str
    roles: tuple[MemberRole, ...]
    since: datetime


@dataclass(frozen=True)
class InvitationFact:
    """An open invitation."""

    id: str
    organisation_id: str
    organisation_slug: str
    organisation_name: str
    role: MemberRole
    invited_name: str
    invited_by_name: str
    created_at: datetime
    expires_at: datetime


_MEMBERS = text(
    """
    select m.person_id, p.full_name, array_agg(m.role order by m.role) as roles, min(m.created_at) as since
    from membership m join person p on p.id = m.person_id
    where m.organisation_id = :organisation_id and m.ended_at is null and p.disabled_at is null
    group by m.person_id, p.full_name order by min(m.created_at), m.person_id limit :limit
    """
)
_OTHER_STEWARDS = text(
    """
    select exists (
        select from membership m join person p on p.id = m.person_id
        where m.organisation_id = :organisation_id and m.role = 'steward' and m.ended_at is null
          and p.disabled_at is null and m.person_id <> :person_id)
    """
)
_OPEN = """
    select i.id, i.organisation_id, o.slug as organisation_slug, o.name as organisation_name, i.role, i.invited_name,
           p.full_name as invited_by_name, i.created_at, i.expires_at
    from member_invitation i
    join organisation o on o.id = i.organisation_id
    join person p on p.id = i.invited_by
    where i.accepted_at is null and i.withdrawn_at is null and i.expires_at > :now and o.archived_at is null
"""
_OPEN_OF_ORGANISATION = text(f"{_OPEN} and i.organisation_id = :organisation_id order by i.id desc")
_OPEN_BY_TOKEN = text(f"{_OPEN} and i.token_hash = :token_hash")


def list_members(session: Session, organisation_id: str, *, limit: int) -> tuple[MemberFact, ...]:
    """Those who may act for the organisation now, the longest first."""
    rows = session.execute(_MEMBERS, {"organisation_id": organisation_id, "limit": limit})
    return tuple(
        MemberFact(row.person_id, row.full_name, tuple(MemberRole(role) for role in row.roles), row.since)
        for row in rows
    )


def lock_organisation(session: Session, organisation_id: str) -> None:
    """Two that change who belongs to it wait for each other."""
    statement = select(col(Organisation.id)).where(col(Organisation.id) == organisation_id)
    session.execute(statement.with_for_update(key_share=True))


def lock_roles(session: Session, *, organisation_id: str, person_id: str) -> Sequence[Membership]:
    """The person's open roles there, locked."""
    statement = (
        select(Membership)
        .where(
            col(Membership.organisation_id) == organisation_id,
            col(Membership.person_id) == person_id,
            col(Membership.ended_at).is_(None),
        )
        .order_by(col(Membership.id))
        .with_for_update()
    )
    return session.execute(statement).scalars().all()


def has_other_steward(session: Session, *, organisation_id: str, person_id: str) -> bool:
    """Whether somebody besides this person is a steward there and can sign in."""
    facts = {"organisation_id": organisation_id, "person_id": person_id}
    return bool(session.execute(_OTHER_STEWARDS, facts).scalar_one())


def count_open(session: Session, organisation_id: str, *, now: datetime) -> int:
    statement = select(func.count(col(MemberInvitation.id))).where(
        col(MemberInvitation.organisation_id) == organisation_id,
        col(MemberInvitation.accepted_at).is_(None),
        col(MemberInvitation.withdrawn_at).is_(None),
        col(MemberInvitation.expires_at) > now,
    )
    return session.execute(statement).scalar_one()


def list_open(session: Session, organisation_id: str, *, now: datetime) -> tuple[InvitationFact, ...]:
    """Newest first."""
    rows = session.execute(_OPEN_OF_ORGANISATION, {"organisation_id": organisation_id, "now": now})
    return tuple(InvitationFact(**{**row._mapping, "role": MemberRole(row.role)}) for row in rows)


def find_open(session: Session, *, token_hash: bytes, now: datetime) -> InvitationFact | None:
    row = session.execute(_OPEN_BY_TOKEN, {"token_hash": token_hash, "now": now}).one_or_none()
    return InvitationFact(**{**row._mapping, "role": MemberRole(row.role)}) if row else None


def lock_invitation(session: Session, invitation_id: str) -> MemberInvitation | None:
    statement = select(MemberInvitation).where(col(MemberInvitation.id) == invitation_id)
    return session.execute(statement.with_for_update()).scalar_one_or_none()


def withdraw_all_of(session: Session, *, organisation_id: str, person_id: str, by: str, now: datetime) -> None:
    """Open invitations that a person made end with their right to make them."""
    session.execute(
        update(MemberInvitation)
        .where(
            col(MemberInvitation.organisation_id) == organisation_id,
            col(MemberInvitation.invited_by) == person_id,
            col(MemberInvitation.accepted_at).is_(None),
            col(MemberInvitation.withdrawn_at).is_(None),
        )
        .values(withdrawn_at=now, withdrawn_by=by)
    )


def insert(session: Session, row: MemberInvitation | Membership) -> None:
    session.add(row)
    session.flush()
