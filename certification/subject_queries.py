"""Whether what a certificate names exists and is its holder's."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_FOREIGN_PRODUCTS = text(
    """
    select named.ref from unnest(cast(:refs as text[])) as named (ref)
    where not exists (select from product p where p.id = named.ref and p.producer_id = any(cast(:owners as text[])))
    order by named.ref limit 1
    """
)
_UNKNOWN_CATEGORIES = text(
    """
    select named.ref from unnest(cast(:refs as text[])) as named (ref)
    where not exists (select from category c where c.code = named.ref)
    order by named.ref limit 1
    """
)
_FOREIGN_ORGANISATIONS = text(
    """
    select named.ref from unnest(cast(:refs as text[])) as named (ref)
    where named.ref <> :holder_id and not exists (
        select from network_membership n
        where n.network_id = :holder_id and n.member_id = named.ref
          and n.accepted_at is not null and n.ended_at is null)
    order by named.ref limit 1
    """
)


def first_foreign_product(session: Session, refs: list[str], *, owners: list[str]) -> str | None:
    """The first of these products that does not exist or belongs to nobody of `owners`."""
    return session.execute(_FOREIGN_PRODUCTS, {"refs": refs, "owners": owners}).scalar_one_or_none()


def first_unknown_category(session: Session, refs: list[str]) -> str | None:
    return session.execute(_UNKNOWN_CATEGORIES, {"refs": refs}).scalar_one_or_none()


def first_foreign_organisation(session: Session, refs: list[str], *, holder_id: str) -> str | None:
    """The first of these organisations that is neither the holder nor an accepted member of it."""
    return session.execute(_FOREIGN_ORGANISATIONS, {"refs": refs, "holder_id": holder_id}).scalar_one_or_none()
