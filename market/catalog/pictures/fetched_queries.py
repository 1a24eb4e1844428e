"""SQL of pictures that are wanted from addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.catalog import Media
from models.pictures import PictureAddress, ProductPicture

# The lock keeps two imports of one file from wanting the same picture twice.
_LOCK_PRODUCTS = text(
    """
    select p.id, p.producer_id as owner_id, p.name, p.language, coalesce((
        select max(place.position) from product_picture place where place.product_id = p.id), 0) as last_position
    from product p where p.id = any(:ids) order by p.id for no key update
    """
)
_KNOWN = text(
    """
    select known.product_id, known.url
    from picture_address known
    join unnest(cast(:ids as text[]), cast(:urls as text[])) as asked (product_id, url) using (product_id, url)
    """
)
_SHARED = text(
    """
    select distinct on (known.owner_id, known.url) known.owner_id, known.url, known.media_id
    from picture_address known
    join unnest(cast(:ids as text[]), cast(:urls as text[])) as asked (owner_id, url) using (owner_id, url)
    order by known.owner_id, known.url, known.wanted_at
    """
)
_PLACES = text(
    """
    select place.product_id, place.media_id
    from product_picture place
    join unnest(cast(:ids as text[]), cast(:media as text[])) as asked (product_id, media_id)
        using (product_id, media_id)
    """
)


@dataclass(frozen=True)
class PicturedProduct:
    """A product that gets pictures: whose it is, what it is called in its own language, and its last position."""

    id: str
    owner_id: str
    name: str
    language: str
    last_position: int


def lock_pictured_products(session: Session, ids: list[str]) -> Mapping[str, PicturedProduct]:
    """The products by id, locked in id order."""
    rows = session.execute(_LOCK_PRODUCTS, {"ids": ids})
    return {row.id: PicturedProduct(**row._mapping) for row in rows}


def list_known_addresses(session: Session, keys: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (product, address) were wanted before."""
    rows = session.execute(_KNOWN, {"ids": [key[0] for key in keys], "urls": [key[1] for key in keys]})
    return {(row.product_id, row.url) for row in rows}


def list_shared_addresses(session: Session, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The picture of each (owner, address) that is known."""
    rows = session.execute(_SHARED, {"ids": [key[0] for key in keys], "urls": [key[1] for key in keys]})
    return {(row.owner_id, row.url): row.media_id for row in rows}


def list_places(session: Session, keys: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (product, picture) there are."""
    rows = session.execute(_PLACES, {"ids": [key[0] for key in keys], "media": [key[1] for key in keys]})
    return {(row.product_id, row.media_id) for row in rows}


def insert_pictures(
    session: Session, pictures: list[Media], places: list[ProductPicture], addresses: list[PictureAddress]
) -> None:
    """Write pictures, then their places and where they come from."""
    for rows in (pictures, places, addresses):
        session.add_all(rows)
        session.flush()
