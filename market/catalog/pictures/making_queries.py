"""SQL of making pictures: twins, what was made before, and what a lost worker left."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.catalog.pictures.queries import lock_picture
from models.catalog import Media

_LOCK_OWNER = text("select id from organisation where id = :id for no key update")
_LOCK_ALL_OF = (
    text(
        """
        select p.id from product p
        where p.id in (select place.product_id from product_picture place where place.media_id = :id)
        order by p.id for no key update
        """
    ),
    text(
        """
        select o.id from organisation o
        where o.id = (select m.owner_id from media m where m.id = :id) for no key update
        """
    ),
)
# The twin takes its place on each product, unless it stands there already.
_MERGE = (
    text(
        """
        update product_picture place set media_id = :twin
        where place.media_id = :id and not exists (
            select from product_picture other where other.product_id = place.product_id and other.media_id = :twin)
        """
    ),
    text("delete from product_picture where media_id = :id"),
    text("update picture_address set media_id = :twin where media_id = :id"),
    # What was taken back stays on record, whatever was agreed for the twin.
    text(
        """
        update consent set media_id = :twin where media_id = :id and (withdrawn_at is not null or not exists (
            select from consent other where other.media_id = :twin))
        """
    ),
    text("delete from consent where media_id = :id"),
    text("delete from media where id = :id"),
)
_MADE = text(
    """
    select id, media_type, width, height, widths, colour from media
    where sha256 = :sha256 and state = 'ready' and widths <> '{}' order by id limit 1
    """
)
_COPY = text(
    """
    insert into media_rendition (media_id, format, width, height, size_bytes, sha256, path)
    select :to_id, format, width, height, size_bytes, sha256, path from media_rendition where media_id = :from_id
    """
)
_LOCK_LOST = text(
    """
    select id from media where state = 'queued' and ask_again_at <= :now
    order by ask_again_at limit :limit for update skip locked
    """
)
_PUT_OFF = text("update media set ask_again_at = :next where id = any(:ids)")
_IN_STATE = text(
    """
    select m.id, m.state, m.refusal, m.attempts, o.slug as owner, m.created_at,
           (select known.url from picture_address known where known.media_id = m.id order by known.wanted_at limit 1)
               as url
    from media m join organisation o on o.id = m.owner_id
    where m.state = :state order by m.created_at desc, m.id desc limit :limit
    """
)
_RETRY = text(
    """
    update media set state = 'queued', refusal = null, attempts = 0, ask_again_at = :next
    where state = 'refused' and (cast(:id as text) is null or id = :id)
      and (path is not null or exists (select from picture_address known where known.media_id = media.id))
    returning id
    """
)


@dataclass(frozen=True)
class MadeBefore:
    """What is known of a picture whose sizes are made; `widths` are in pixels, narrowest first."""

    id: str
    media_type: str
    width: int
    height: int
    widths: list[int]
    colour: str


@dataclass(frozen=True)
class ListedPicture:
    """A picture as an operator sees it."""

    id: str
    state: str
    refusal: str | None
    attempts: int
    owner: str
    created_at: datetime
    url: str | None


def lock_owner(session: Session, owner_id: str) -> None:
    """Let nobody else give this owner a picture meanwhile."""
    session.execute(_LOCK_OWNER, {"id": owner_id})


def lock_all_of(session: Session, media_id: str) -> Media | None:
    """The picture, locked after the products it stands on and its owner: everybody locks in this order."""
    for statement in _LOCK_ALL_OF:
        session.execute(statement, {"id": media_id})
    return lock_picture(session, media_id)


def merge_into_twin(session: Session, *, media_id: str, twin_id: str) -> None:
    """Put the twin wherever the picture is, and forget the picture."""
    for statement in _MERGE:
        session.execute(statement, {"id": media_id, "twin": twin_id})


def find_made(session: Session, sha256: bytes | None) -> MadeBefore | None:
    """A picture of the same bytes, whoever brought it, whose sizes are made."""
    row = session.execute(_MADE, {"sha256": sha256}).one_or_none()
    return None if row is None else MadeBefore(**row._mapping)


def copy_sizes(session: Session, *, from_id: str, to_id: str) -> None:
    session.execute(_COPY, {"from_id": from_id, "to_id": to_id})


def take_lost(session: Session, *, now: datetime, until: datetime, limit: int) -> list[str]:
    """Queued pictures whose time has come, which nobody else takes before `until`."""
    lost = list(session.execute(_LOCK_LOST, {"now": now, "limit": limit}).scalars())
    # Any statement that writes pictures, even one that changes none, makes the shop forget its kept answers.
    if lost:
        session.execute(_PUT_OFF, {"ids": lost, "next": until})
    return lost


def list_pictures(session: Session, *, state: str, limit: int) -> list[ListedPicture]:
    """Pictures in a state, the latest first."""
    return [ListedPicture(**row._mapping) for row in session.execute(_IN_STATE, {"state": state, "limit": limit})]


def queue_refused(session: Session, *, media_id: str | None, until: datetime) -> list[str]:
    """Queue one refused picture again, or all of them; which."""
    return sorted(session.execute(_RETRY, {"id": media_id, "next": until}).scalars())
