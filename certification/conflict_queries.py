"""What ties a person to a certificate."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from models.organisations import Membership

# A producer that others belong to, as a co-operative of co-operatives, sells what they make: who sells for these, and
# who sells through them, lives on their labels, however many lie between.
_TRADERS = text(
    """
    with recursive seller as (
        select o.id from organisation o where o.id = any(cast(:ids as text[]))
        union
        select n.network_id
        from seller
        join network_membership n on n.member_id = seller.id and n.accepted_at is not null
        join organisation o on o.id = n.network_id and o.kind = 'producer'
    ), supplier as (
        select o.id from organisation o where o.id = any(cast(:ids as text[])) and o.kind = 'producer'
        union
        select n.member_id
        from supplier
        join network_membership n on n.network_id = supplier.id and n.accepted_at is not null
        join organisation o on o.id = n.member_id and o.kind = 'producer'
    )
    select id from seller union select id from supplier
    """
)
_HANDED_IN = text(
    """
    select exists (select from evidence e where e.certificate_id = :id and e.uploaded_by = :person_id)
        or exists (select from certification_event v
                   where v.certificate_id = :id and v.actor_id = :person_id
                     and (v.to_state in ('draft', 'submitted', 'surrendered') or v.from_state = 'needs_info'
                          and v.to_state = 'in_review'))
    """
)


def list_traders(session: Session, organisation_ids: list[str]) -> frozenset[str]:
    """These, the organisations that sell or sold for them, and those that sell or sold through them."""
    return frozenset(session.execute(_TRADERS, {"ids": organisation_ids}).scalars())


def list_ever_own_organisations(session: Session, *, person_id: str) -> frozenset[str]:
    """Every organisation the person is in or ever was in, in whatever role."""
    statement = select(col(Membership.organisation_id)).where(col(Membership.person_id) == person_id)
    return frozenset(session.execute(statement).scalars())


def has_handed_in(session: Session, *, certificate_id: str, person_id: str) -> bool:
    """Whether the person acted for the holder of this certificate, or gave a document for it."""
    return bool(session.execute(_HANDED_IN, {"id": certificate_id, "person_id": person_id}).scalar_one())
