"""A producer brings a picture of a product. Here it is only looked at and kept; workers make its sizes."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateways.files import Files, StoredFile
from gateways.outbox import request_task
from kit.database import Database
from market.accounts.queries import is_member
from market.catalog.errors import NoSuchProduct
from market.catalog.pictures import making_queries, queries
from market.catalog.pictures.agree_to_photo import PhotoConsent, agree_to_photo, check_consent
from market.catalog.pictures.errors import (
    AltTextMissing,
    PictureNotTaken,
    PictureQuotaReached,
    TooManyPictures,
)
from market.catalog.pictures.quota_queries import count_kept, is_kept
from market.catalog.pictures.rules import (
    LOST_AFTER,
    MOST_PER_PRODUCT,
    QUOTA,
    PictureQuota,
    bytes_refusal,
    clean_alt,
)
from market.catalog.queries import find_producer, lock_own_product
from models.catalog import Media, Product
from models.enums import PictureState, TaskName


@dataclass(frozen=True)
class BroughtPicture:
    """`alt` says in the product's own language what the picture shows; `consent` is for one that shows people."""

    data: bytes
    alt: str
    consent: PhotoConsent | None = None


def bring_picture(
    database: Database,
    files: Files,
    *,
    product_id: str,
    person_id: str,
    brought: BroughtPicture,
    now: datetime,
    quota: PictureQuota = QUOTA,
) -> str:
    """Keep the picture behind the product's others, to be made by a worker; its id. The same bytes are one picture.

    Raises NoSuchProduct, also for somebody else's, PictureNotTaken, AltTextMissing, PhotoConsentIncomplete,
    BadConsentEnd, TooManyPictures, PictureQuotaReached.
    """
    if (why := bytes_refusal(brought.data)) is not None:
        raise PictureNotTaken(why)
    if brought.consent is not None:
        check_consent(brought.consent, now=now)
    with database.reading() as session:
        producer_id = find_producer(session, product_id)
        if producer_id is None or not is_member(session, person_id=person_id, organisation_id=producer_id):
            raise NoSuchProduct()
        # Before it is stored: what is refused must not fill the store.
        _require_room(session, quota, owner_id=producer_id, data=brought.data)
    stored = files.put(brought.data, suffix="")
    with database.transaction() as session:
        product = lock_own_product(session, product_id=product_id, person_id=person_id)
        if product is None:
            raise NoSuchProduct()
        picture = _picture(session, product, brought, stored, quota=quota, now=now)
        places = queries.list_places(session, product.id)
        if picture.id not in places:
            if len(places) >= MOST_PER_PRODUCT:
                raise TooManyPictures(MOST_PER_PRODUCT)
            queries.place_last(session, product_id=product.id, media_id=picture.id, now=now)
        if brought.consent is not None:
            agree_to_photo(session, picture, consent=brought.consent, person_id=person_id, now=now)
        if picture.state == PictureState.QUEUED:
            request_task(session, TaskName.MAKE_PICTURE, key=picture.id, now=now, media_id=picture.id)
        else:
            queries.show_faces(session, [product.id], now=now)
        return picture.id


def _picture(
    session: Session,
    product: Product,
    brought: BroughtPicture,
    stored: StoredFile,
    *,
    quota: PictureQuota,
    now: datetime,
) -> Media:
    """The producer's picture of these bytes; a new one, or one that was refused, is queued."""
    alt = clean_alt({product.language: brought.alt})
    if not alt:
        raise AltTextMissing(product.language)
    making_queries.lock_owner(session, product.producer_id)
    known = queries.find_twin(session, owner_id=product.producer_id, sha256=stored.sha256)
    if known is None:
        _require_room(session, quota, owner_id=product.producer_id, data=brought.data)
        picture = Media(
            state=PictureState.QUEUED,
            path=stored.path,
            sha256=stored.sha256,
            size_bytes=stored.size,
            alt=alt,
            owner_id=product.producer_id,
            ask_again_at=now + LOST_AFTER,
            created_at=now,
        )
        queries.insert_picture(session, picture)
        return picture
    known.alt = known.alt | alt
    if known.state == PictureState.REFUSED:
        known.state, known.refusal, known.attempts = PictureState.QUEUED, None, 0
        known.ask_again_at = now + LOST_AFTER
    session.flush()
    return known


def _require_room(session: Session, quota: PictureQuota, *, owner_id: str, data: bytes) -> None:
    """Raises PictureQuotaReached; the same bytes again need no room."""
    kept = count_kept(session, [owner_id])[owner_id]
    if quota.has_room(kept, size_bytes=len(data)):
        return
    if not is_kept(session, owner_id=owner_id, sha256=hashlib.sha256(data).digest()):
        raise PictureQuotaReached(quota.most_pictures, quota.most_bytes, kept.pictures, kept.size_bytes)
