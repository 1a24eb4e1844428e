"""SQL of listed organisations and of who says that one is theirs."""

from collections.abc import Collection

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from models.directories import ListedOrganisation, ListingClaim
from models.enums import ListingClaimState
from models.organisations import Membership, Organisation

_LISTED = text(
    """
    select l.id from listed_organisation l
    where (cast(:words as text) is null or plain(l.name) like '%' || replace(replace(replace(
               plain(:words), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%')
      and (cast(:country as text) is null or l.country = :country)
      and (cast(:before as text) is null or l.id < :before)
    order by l.id desc limit :limit
    """
)
_WAITING = text(
    """
    select c.id from listing_claim c join listed_organisation l on l.id = c.listed_id
    where c.state = 'waiting' and (cast(:countries as text[]) is null or l.country = any(:countries))
    order by c.id limit :limit
    """
)
_COUNTRIES = text("select distinct country from organisation where id = any(:ids) and archived_at is null")
_SLUG_TAKEN = text("select 1 from organisation where slug = :slug")


def list_listings(
    session: Session, *, words: str | None, country: str | None, before: str | None, limit: int
) -> list[ListedOrganisation]:
    """Listed organisations whose name holds these words, newest first."""
    asked = {"words": words, "country": country, "before": before, "limit": limit}
    ids = list(session.execute(_LISTED, asked).scalars())
    rows = select(ListedOrganisation).where(col(ListedOrganisation.id).in_(ids))
    return list(session.execute(rows.order_by(col(ListedOrganisation.id).desc())).scalars())


def find_listing(session: Session, listed_id: str) -> ListedOrganisation | None:
    """One of them."""
    return session.get(ListedOrganisation, listed_id)


def lock_listing(session: Session, listed_id: str) -> ListedOrganisation | None:
    """One of them, until the transaction ends."""
    found = select(ListedOrganisation).where(col(ListedOrganisation.id) == listed_id).with_for_update()
    return session.execute(found).scalar_one_or_none()


def find_claim(session: Session, claim_id: str) -> ListingClaim | None:
    """A claim."""
    return session.get(ListingClaim, claim_id)


def lock_claim(session: Session, claim_id: str) -> ListingClaim | None:
    """A claim, until the transaction ends."""
    found = select(ListingClaim).where(col(ListingClaim.id) == claim_id).with_for_update()
    return session.execute(found).scalar_one_or_none()


def find_waiting(session: Session, *, listed_id: str, person_id: str) -> ListingClaim | None:
    """The person's claim to it that nobody has decided."""
    found = select(ListingClaim).where(
        col(ListingClaim.listed_id) == listed_id,
        col(ListingClaim.person_id) == person_id,
        col(ListingClaim.state) == ListingClaimState.WAITING,
    )
    return session.execute(found).scalar_one_or_none()


def list_own_claims(session: Session, person_id: str, *, limit: int) -> list[ListingClaim]:
    """A person's claims, newest first."""
    found = select(ListingClaim).where(col(ListingClaim.person_id) == person_id)
    return list(session.execute(found.order_by(col(ListingClaim.id).desc()).limit(limit)).scalars())


def list_waiting(session: Session, *, countries: Collection[str] | None, limit: int) -> list[str]:
    """The ids of claims that nobody has decided, oldest first; of these countries, or of all for None."""
    asked = {"countries": None if countries is None else list(countries), "limit": limit}
    return list(session.execute(_WAITING, asked).scalars())


def list_countries(session: Session, organisation_ids: Collection[str]) -> frozenset[str]:
    """Where these organisations are."""
    return frozenset(session.execute(_COUNTRIES, {"ids": list(organisation_ids)}).scalars())


def is_slug_taken(session: Session, slug: str) -> bool:
    """Whether an organisation has this address."""
    return session.execute(_SLUG_TAKEN, {"slug": slug}).first() is not None


def insert(session: Session, row: ListingClaim | Organisation | Membership) -> None:
    session.add(row)
    session.flush()
