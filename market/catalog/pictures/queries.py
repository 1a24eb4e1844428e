"""SQL of pictures: what may be shown to whom, in which sizes, and where they stand on products."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session
from sqlmodel import col

from models.catalog import Media
from models.enums import PictureFormat, PictureRefusal, PictureState
from models.organisations import Consent
from models.pictures import MediaRendition, PictureAddress, ProductPicture

# Public is what belongs to something that was put on sale, and the face of an organisation; its own people see all.
_SHOWN = text(
    """
    select m.id, m.media_type, m.path, m.sha256, public.is_so as is_public,
           exists (select from consent c where c.media_id = m.id) as has_consent
    from shown_photo(:id, :now) m
    cross join lateral (
        select exists (
            select from product_picture place join product p on p.id = place.product_id
            where place.media_id = m.id and p.state in ('published', 'archived') and p.published_at <= :now)
        or exists (
            select from organisation o
            where o.id = m.owner_id and o.picture_id = m.id and o.archived_at is null) as is_so
    ) public
    where public.is_so or exists (
        select from membership belongs
        where belongs.organisation_id = m.owner_id and belongs.person_id = :person_id and belongs.ended_at is null)
    """
)
# The narrowest that is wide enough, or the widest there is.
_RENDITION = text(
    """
    select format, width, path, sha256 from media_rendition where media_id = :id and format = :format
    order by width < :width, case when width >= :width then width else -width end
    limit 1
    """
)
_OWN = text(
    """
    select m.id, m.state, m.refusal, place.position, m.alt, m.width, m.height, m.widths, m.colour,
           (select known.url from picture_address known
            where known.media_id = m.id and known.product_id = place.product_id
            order by known.wanted_at limit 1) as url,
           consent.given_by as consent_by, consent.ends_on as consent_ends_on,
           is_photo_shown(m.id, :now) as is_agreed
    from product_picture place join media m on m.id = place.media_id
    left join lateral (
        select c.given_by, c.ends_on from consent c where c.media_id = m.id and c.withdrawn_at is null
        order by c.given_at desc limit 1
    ) consent on true
    where place.product_id = :product_id
    order by place.position, place.media_id
    """
)
_FIRST = """
    select place.media_id from product_picture place cross join lateral shown_photo(place.media_id, :now) shown
    where place.product_id = p.id
    order by place.position, place.media_id limit 1
"""
_SHOW_FACES = text(
    f"""
    update product p set picture_id = ({_FIRST})
    where p.id = any(:ids) and p.picture_id is distinct from ({_FIRST})
    """
)
_LOCK_FREE = text(
    """
    select p.id from product p
    where p.id in (select place.product_id from product_picture place where place.media_id = :id)
    order by p.id for no key update skip locked
    """
)
_AGREED_PRODUCTS = text(
    """
    select distinct place.product_id from consent c join product_picture place on place.media_id = c.media_id
    order by place.product_id
    """
)
_ARRANGE = text(
    """
    update product_picture place set position = ordered.position
    from unnest(cast(:ids as text[])) with ordinality as ordered (media_id, position)
    where place.product_id = :product_id and place.media_id = ordered.media_id
    """
)


@dataclass(frozen=True)
class ShownPicture:
    """A picture that may be shown. `path` and `sha256` are those of a drawing; others are shown in their sizes."""

    id: str
    media_type: str
    path: str
    sha256: bytes
    is_public: bool
    has_consent: bool


@dataclass(frozen=True)
class ShownSize:
    """One size of a picture in one format."""

    format: PictureFormat
    width: int
    path: str
    sha256: bytes


@dataclass(frozen=True)
class OwnPicture:
    """A picture of a product as its producer sees it. `is_agreed`: nobody in it has taken a consent back."""

    id: str
    state: PictureState
    refusal: PictureRefusal | None
    position: int
    alt: dict[str, str]
    width: int
    height: int
    widths: list[int]
    colour: str
    url: str | None
    consent_by: str | None
    consent_ends_on: date | None
    is_agreed: bool


def find_shown(session: Session, media_id: str, *, person_id: str | None, now: datetime) -> ShownPicture | None:
    """The picture, if this person, or everybody when there is none, may see it now."""
    row = session.execute(_SHOWN, {"id": media_id, "person_id": person_id, "now": now}).one_or_none()
    return None if row is None else ShownPicture(**row._mapping)


def find_size(session: Session, media_id: str, *, form: PictureFormat, width: int) -> ShownSize | None:
    """The narrowest size that is at least `width` wide, or the widest there is; None for a drawing."""
    row = session.execute(_RENDITION, {"id": media_id, "format": form, "width": width}).one_or_none()
    return None if row is None else ShownSize(PictureFormat(row.format), row.width, row.path, row.sha256)


def list_own_pictures(session: Session, product_id: str, *, now: datetime) -> list[OwnPicture]:
    """A product's pictures in their order, those that wait or were refused too."""
    rows = session.execute(_OWN, {"product_id": product_id, "now": now})
    return [
        OwnPicture(
            **{
                **row._mapping,
                "state": PictureState(row.state),
                "refusal": None if row.refusal is None else PictureRefusal(row.refusal),
            }
        )
        for row in rows
    ]


def find_state(session: Session, media_id: str) -> PictureState | None:
    state = session.execute(select(col(Media.state)).where(col(Media.id) == media_id)).scalar_one_or_none()
    return None if state is None else PictureState(state)


def find_address(session: Session, media_id: str) -> str | None:
    """Where the picture lies, if it was wanted from an address."""
    return session.execute(
        select(col(PictureAddress.url))
        .where(col(PictureAddress.media_id) == media_id)
        .order_by(col(PictureAddress.wanted_at))
        .limit(1)
    ).scalar_one_or_none()


def lock_placed(session: Session, *, product_id: str, media_id: str) -> Media | None:
    """A picture of this product, locked."""
    return lock_picture(session, media_id) if media_id in list_places(session, product_id) else None


def lock_picture(session: Session, media_id: str) -> Media | None:
    return session.execute(
        select(Media).where(col(Media.id) == media_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one_or_none()


def find_twin(session: Session, *, owner_id: str, sha256: bytes) -> Media | None:
    """The picture that this owner brought with the same bytes, locked."""
    return session.execute(
        select(Media).where(col(Media.owner_id) == owner_id, col(Media.sha256) == sha256).with_for_update()
    ).scalar_one_or_none()


def insert_picture(session: Session, picture: Media) -> None:
    session.add(picture)
    session.flush()


def list_places(session: Session, product_id: str) -> list[str]:
    """The ids of a product's pictures in their order."""
    return list(
        session.execute(
            select(col(ProductPicture.media_id))
            .where(col(ProductPicture.product_id) == product_id)
            .order_by(col(ProductPicture.position), col(ProductPicture.media_id))
        ).scalars()
    )


def place_last(session: Session, *, product_id: str, media_id: str, now: datetime) -> None:
    """Put a picture behind the others of a product; the caller holds the product."""
    positions = session.execute(
        select(col(ProductPicture.position)).where(col(ProductPicture.product_id) == product_id)
    ).scalars()
    position = max(positions, default=0) + 1
    session.add(ProductPicture(product_id=product_id, media_id=media_id, position=position, created_at=now))
    session.flush()


def arrange(session: Session, *, product_id: str, media_ids: Sequence[str]) -> None:
    session.execute(_ARRANGE, {"product_id": product_id, "ids": list(media_ids)})


def take_off(session: Session, *, product_id: str, media_id: str) -> None:
    session.execute(
        delete(ProductPicture).where(
            col(ProductPicture.product_id) == product_id, col(ProductPicture.media_id) == media_id
        )
    )


def list_pictured(session: Session, media_id: str) -> list[str]:
    """The products that a picture stands on, in id order."""
    return list(
        session.execute(
            select(col(ProductPicture.product_id))
            .where(col(ProductPicture.media_id) == media_id)
            .order_by(col(ProductPicture.product_id))
        ).scalars()
    )


def list_agreed_products(session: Session) -> list[str]:
    """Products with a picture that anybody was asked about."""
    return list(session.execute(_AGREED_PRODUCTS).scalars())


def show_faces(session: Session, product_ids: Sequence[str], *, now: datetime) -> int:
    """Let the first picture that may be shown be each product's face; how many faces changed."""
    changed = session.execute(_SHOW_FACES, {"ids": list(product_ids), "now": now})
    return int(getattr(changed, "rowcount", 0))


def show_faces_with(session: Session, media_id: str, *, now: datetime) -> None:
    """`show_faces` of the products that a locked picture stands on. Products are locked before pictures, so those that
    somebody else is changing are left to them, or to the sweep."""
    free = session.execute(_LOCK_FREE, {"id": media_id}).scalars()
    show_faces(session, list(free), now=now)


def insert_sizes(session: Session, sizes: list[MediaRendition]) -> None:
    session.add_all(sizes)
    session.flush()


def end_consent(session: Session, media_id: str, *, person_id: str, now: datetime) -> bool:
    """Take back what was agreed for a picture; whether anything was."""
    ended = session.execute(
        update(Consent)
        .where(col(Consent.media_id) == media_id, col(Consent.withdrawn_at).is_(None))
        .values(withdrawn_at=now, withdrawn_by=person_id)
        .returning(col(Consent.id))
    )
    return ended.scalar_one_or_none() is not None


def insert_consent(session: Session, consent: Consent) -> None:
    session.add(consent)
    session.flush()
