"""A producer's pictures of a product: brought, described, put in order, agreed to, taken off."""

from datetime import date
from typing import Annotated

from fastapi import Depends, File, Form, UploadFile

from api.access import Caller
from api.deps import CallerDep, DatabaseDep, FilesDep, IdPath, LimiterDep, Now, SettingsDep, expect_id
from api.forms import OnlyFields
from api.limits import Zone
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.base import STORABLE, WRITTEN_OUT
from api.schemas.pictures import AltIn, OwnPictureOut, OwnPicturesOut, PhotoConsentIn, PictureOrderIn
from kit.database import Session
from market.accounts.queries import is_member
from market.catalog.errors import NoSuchProduct
from market.catalog.pictures.agree_to_photo import PhotoConsent, agree_to_photo
from market.catalog.pictures.arrange_pictures import arrange_pictures
from market.catalog.pictures.bring_picture import BroughtPicture, bring_picture
from market.catalog.pictures.describe_picture import describe_picture
from market.catalog.pictures.errors import NoSuchPicture, PhotoConsentIncomplete
from market.catalog.pictures.queries import list_own_pictures, lock_placed
from market.catalog.pictures.rules import LARGEST_BYTES
from market.catalog.pictures.take_off_picture import take_off_picture
from market.catalog.pictures.withdraw_photo import withdraw_photo
from market.catalog.queries import find_producer, lock_own_product
from models.catalog import Media, Product

routes = Routes(prefix="/v1/products/{product_id}/pictures", tags=["producers"])

_Words = Annotated[str, Form(max_length=300, description="What it shows, in the product's own language"), STORABLE]
_GivenBy = Annotated[str, Form(max_length=200, description="Who in the picture agreed to be shown"), STORABLE]
_EndsOn = Annotated[date | None, Form(description="The last day on which it may be shown"), WRITTEN_OUT]


@routes.post("", policy=(Resource.PRODUCT, Action.UPDATE), status_code=202)
def bring(
    product_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    files: FilesDep,
    settings: SettingsDep,
    limiter: LimiterDep,
    now: Now,
    _: Annotated[None, Depends(OnlyFields("file", "alt", "consent_by", "consent_ends_on"))],
    file: Annotated[UploadFile, File(description="JPEG, PNG, WebP, AVIF or GIF, at most 10 MiB and 40 megapixels")],
    alt: _Words,
    consent_by: _GivenBy = "",
    consent_ends_on: _EndsOn = None,
) -> OwnPictureOut:
    """Add a picture behind the others. Its sizes are made soon after; read the list to see what became of it."""
    assert caller.person_id is not None
    limiter.count(Zone.UPLOAD, caller.person_id)
    wanted = expect_id("prod", product_id)
    media_id = bring_picture(
        database,
        files,
        product_id=wanted,
        person_id=caller.person_id,
        brought=BroughtPicture(file.file.read(LARGEST_BYTES + 1), alt, _consent(consent_by, consent_ends_on)),
        now=now,
    )
    with database.reading() as session:
        brought = [one for one in list_own_pictures(session, wanted, now=now) if one.id == media_id]
    if not brought:  # taken off again in the same moment
        raise NoSuchPicture()
    return OwnPictureOut.of(brought[0], settings)


@routes.get("", policy=(Resource.PRODUCT, Action.LIST))
def read_own_pictures(
    product_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, now: Now
) -> OwnPicturesOut:
    """All pictures of one's product: those that wait and those that were refused, with the reason, too."""
    wanted = expect_id("prod", product_id)
    with database.reading() as session:
        producer_id = find_producer(session, wanted)
        if producer_id is None or not is_member(session, person_id=caller.person_id, organisation_id=producer_id):
            raise NoSuchProduct()
        return OwnPicturesOut(
            data=[OwnPictureOut.of(one, settings) for one in list_own_pictures(session, wanted, now=now)]
        )


@routes.put("/order", policy=(Resource.PRODUCT, Action.UPDATE), status_code=204)
def arrange(product_id: IdPath, body: PictureOrderIn, caller: CallerDep, database: DatabaseDep, now: Now) -> None:
    """Put the pictures in this order; the first that may be shown is the product's face."""
    with database.transaction() as session:
        arrange_pictures(session, _lock(session, caller, product_id), media_ids=body.pictures, now=now)


@routes.patch("/{media_id}", policy=(Resource.PRODUCT, Action.UPDATE), status_code=204)
def describe(product_id: IdPath, media_id: IdPath, body: AltIn, caller: CallerDep, database: DatabaseDep) -> None:
    """Say what a picture shows, for those who do not see it."""
    with database.transaction() as session:
        product = _lock(session, caller, product_id)
        describe_picture(session, _placed(session, product, media_id), of=product, alt=body.alt)


@routes.delete("/{media_id}", policy=(Resource.PRODUCT, Action.UPDATE), status_code=204)
def take_off(product_id: IdPath, media_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> None:
    """Take a picture off the product."""
    with database.transaction() as session:
        take_off_picture(session, _lock(session, caller, product_id), media_id=expect_id("med", media_id), now=now)


@routes.put("/{media_id}/consent", policy=(Resource.PRODUCT, Action.UPDATE), status_code=204)
def agree(
    product_id: IdPath, media_id: IdPath, body: PhotoConsentIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> None:
    """Somebody in the picture agrees to be shown until the end of a day; after it nobody sees the picture."""
    assert caller.person_id is not None
    with database.transaction() as session:
        picture = _placed(session, _lock(session, caller, product_id), media_id)
        consent = PhotoConsent(body.given_by, body.ends_on)
        agree_to_photo(session, picture, consent=consent, person_id=caller.person_id, now=now)


@routes.delete("/{media_id}/consent", policy=(Resource.PRODUCT, Action.UPDATE), status_code=204)
def withdraw(product_id: IdPath, media_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> None:
    """Somebody in the picture takes their consent back: nobody is shown it from this second on."""
    assert caller.person_id is not None
    with database.transaction() as session:
        picture = _placed(session, _lock(session, caller, product_id), media_id)
        withdraw_photo(session, picture, person_id=caller.person_id, now=now)


def _consent(given_by: str, ends_on: date | None) -> PhotoConsent | None:
    """Both or neither. Raises PhotoConsentIncomplete."""
    if not given_by.strip() and ends_on is None:
        return None
    if ends_on is None:
        raise PhotoConsentIncomplete()
    return PhotoConsent(given_by, ends_on)


def _lock(session: Session, caller: Caller, product_id: str) -> Product:
    product = lock_own_product(session, product_id=expect_id("prod", product_id), person_id=caller.person_id)
    if product is None:
        raise NoSuchProduct()
    return product


def _placed(session: Session, product: Product, media_id: str) -> Media:
    picture = lock_placed(session, product_id=product.id, media_id=expect_id("med", media_id))
    if picture is None:
        raise NoSuchPicture()
    return picture
