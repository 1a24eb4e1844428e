"""Rows of memberships between organisations, and of who acts for them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from models.certification import Mandate
from models.enums import MemberRole, OrganisationKind
from models.organisations import Membership, NetworkMembership, Organisation

# One at a time: two that are each fine alone can be a circle together.
_LOCK = text("select pg_advisory_xact_lock(hashtextextended('network_membership', 0))")
_IS_BELOW = text(
    """
    with recursive below as (
        select cast(:above as text) collate "C" as id
        union
        select n.member_id from network_membership n join below b on n.network_id = b.id
        where n.accepted_at is not null and n.ended_at is null
    )
    select exists (select from below where id = :id)
    """
)
_MEMBERSHIPS = text(
    """
    select n.id, n.network_id, w.name as network_name, n.member_id, m.name as member_name, n.is_invitation,
           n.created_at, n.accepted_at, n.ended_at
    from network_membership n
    join organisation w on w.id = n.network_id
    join organisation m on m.id = n.member_id
    where n.network_id = :id or n.member_id = :id
    order by n.id desc limit 500
    """
)
_CATEGORIES_BEYOND = text(
    """
    select named.code from unnest(cast(:codes as text[])) as named (code)
    left join category_path k on k.code = named.code
    where k.path is null or not k.path && cast(:within as text[])
    order by named.code
    """
)
_HANDED_ON = text(
    """
    select m.id from mandate m join mandate above on above.id = m.delegated_from
    where above.federation_id = :network_id and m.federation_id = :member_id and m.withdrawn_at is null
    order by m.id
    """
)


@dataclass(frozen=True)
class NetworkMembershipFact:
    """A membership, named on both sides. Not accepted: the side that did not ask has to answer."""

    id: str
    network_id: str
    network_name: str
    member_id: str
    member_name: str
    is_invitation: bool
    created_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None


def is_steward(session: Session, *, person_id: str | None, organisation_id: str) -> bool:
    """Whether the person acts for the organisation at this moment."""
    statement = select(col(Membership.id)).where(
        col(Membership.person_id) == person_id,
        col(Membership.organisation_id) == organisation_id,
        col(Membership.role) == MemberRole.STEWARD,
        col(Membership.ended_at).is_(None),
    )
    return session.execute(statement).first() is not None


def can_belong(session: Session, organisation_id: str) -> bool:
    """Whether there is such an organisation; the market itself belongs to nobody and nobody to it."""
    statement = select(col(Organisation.id)).where(
        col(Organisation.id) == organisation_id,
        col(Organisation.kind) != OrganisationKind.MARKET,
        col(Organisation.archived_at).is_(None),
    )
    return session.execute(statement).first() is not None


def lock_graph(session: Session) -> None:
    """Nobody else changes who belongs to whom, or which mandate hangs from which, before this transaction ends.

    Taken before any row of either is locked.
    """
    session.execute(_LOCK)


def is_below(session: Session, organisation_id: str, *, above: str) -> bool:
    """Whether an organisation is `above` or belongs to it, directly or through others."""
    return bool(session.execute(_IS_BELOW, {"id": organisation_id, "above": above}).scalar_one())


def find_open(session: Session, *, network_id: str, member_id: str) -> NetworkMembership | None:
    """The membership that is asked for or holds."""
    statement = select(NetworkMembership).where(
        col(NetworkMembership.network_id) == network_id,
        col(NetworkMembership.member_id) == member_id,
        col(NetworkMembership.ended_at).is_(None),
    )
    return session.execute(statement).scalar_one_or_none()


def lock_membership(session: Session, membership_id: str) -> NetworkMembership | None:
    statement = (
        select(NetworkMembership)
        .where(col(NetworkMembership.id) == membership_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.execute(statement).scalar_one_or_none()


def insert(session: Session, row: NetworkMembership | Mandate) -> None:
    session.add(row)
    session.flush()


def write(session: Session) -> None:
    session.flush()


def list_memberships(session: Session, organisation_id: str) -> list[NetworkMembershipFact]:
    """On both sides of an organisation, newest first, also those that ended."""
    return [
        NetworkMembershipFact(**row._mapping) for row in session.execute(_MEMBERSHIPS, {"id": organisation_id}).all()
    ]


def lock_mandate(session: Session, mandate_id: str) -> Mandate | None:
    statement = select(Mandate).where(col(Mandate.id) == mandate_id).with_for_update()
    return session.execute(statement).scalar_one_or_none()


def list_mandates(session: Session, federation_id: str) -> list[Mandate]:
    """All that a federation has or had, newest first."""
    statement = select(Mandate).where(col(Mandate.federation_id) == federation_id).order_by(col(Mandate.id).desc())
    return list(session.execute(statement).scalars())


def list_categories_beyond(session: Session, codes: list[str], *, within: list[str]) -> list[str]:
    """Those of the codes that lie in none of `within`, or do not exist."""
    return list(session.execute(_CATEGORIES_BEYOND, {"codes": codes, "within": within}).scalars())


def list_handed_on(session: Session, *, network_id: str, member_id: str) -> list[str]:
    """The open mandates that the member has from this network."""
    return list(session.execute(_HANDED_ON, {"network_id": network_id, "member_id": member_id}).scalars())
