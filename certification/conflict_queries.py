"""What ties a person to a certificate."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from models.organisations import Membership

# A producer that others belong to, as a co-operative of co-operatives, sells what they make.
_SELLERS = text(
    """
    select seller.id
    from network_membership n
    join organisation seller on seller.id = n.network_id and seller.kind = 'producer'
    where n.member_id = any(cast(:ids as text[])) and n.accepted_at is not null
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


def list_sellers(session: Session, organisation_ids: list[str]) -> frozenset[str]:
    """The organisations that sell, or sold, for these."""
    return frozenset(session.execute(_SELLERS, {"ids": organisation_ids}).scalars())


def list_ever_own_organisations(session: Session, *, person_id: str) -> frozenset[str]:
    """Every organisation the person is in or ever was in, in whatever role."""
    statement = select(col(Membership.organisation_id)).where(col(Membership.person_id) == person_id)
    return frozenset(session.execute(statement).scalars())


def has_handed_in(session: Session, *, certificate_id: str, person_id: str) -> bool:
    """Whether the person acted for the holder of this certificate, or gave a document for it."""
    return bool(session.execute(_HANDED_IN, {"id": certificate_id, "person_id": person_id}).scalar_one())
