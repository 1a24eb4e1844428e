"""SQL of how many pictures a producer has here, and how large they are as they were brought."""

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.catalog.pictures.rules import KeptPictures

# What an address did not give is not kept. What was brought is, refused or taken off or not.
_KEPT = text(
    """
    select m.owner_id, count(*) as pictures, coalesce(sum(m.size_bytes), 0)::bigint as size_bytes
    from media m
    where m.owner_id = any(:owners) and (m.state <> 'refused' or m.path is not null)
    group by m.owner_id
    """
)
_KEPT_BESIDE = text(
    """
    select count(*) as pictures, coalesce(sum(m.size_bytes), 0)::bigint as size_bytes
    from media m join media of_it on of_it.owner_id = m.owner_id
    where of_it.id = :media_id and m.id <> :media_id and (m.state <> 'refused' or m.path is not null)
    """
)
_IS_KEPT = text("select exists (select from media where owner_id = :owner_id and sha256 = :sha256)")


def count_kept(session: Session, owners: Collection[str]) -> dict[str, KeptPictures]:
    """What each of these owners has here."""
    found = {
        row.owner_id: KeptPictures(row.pictures, row.size_bytes)
        for row in session.execute(_KEPT, {"owners": list(owners)})
    }
    return {owner: found.get(owner, KeptPictures(0, 0)) for owner in owners}


def count_kept_beside(session: Session, media_id: str) -> KeptPictures:
    """What the owner of this picture has here besides it."""
    row = session.execute(_KEPT_BESIDE, {"media_id": media_id}).one()
    return KeptPictures(row.pictures, row.size_bytes)


def is_kept(session: Session, *, owner_id: str, sha256: bytes) -> bool:
    """Whether this owner has brought these bytes before."""
    return bool(session.execute(_IS_KEPT, {"owner_id": owner_id, "sha256": sha256}).scalar_one())
