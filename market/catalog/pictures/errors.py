"""Refusals about pictures."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound
from models.enums import PictureRefusal


class NoSuchPicture(NotFound):
    """There is no such picture."""

    code: ClassVar[str] = "no_such_picture"


@dataclass(eq=False)
class PictureNotTaken(Invalid):
    """These bytes are no picture that this market takes: JPEG, PNG, WebP, AVIF or GIF, at most 10 MiB."""

    code: ClassVar[str] = "picture_not_taken"
    why: PictureRefusal


@dataclass(eq=False)
class AltTextMissing(Invalid):
    """A picture needs words, in its product's own language, for those who do not see it."""

    code: ClassVar[str] = "alt_text_missing"
    language: str


class PhotoConsentIncomplete(Invalid):
    """A consent says who agreed, and a last day that is still to come."""

    code: ClassVar[str] = "photo_consent_incomplete"


class NoPhotoConsent(Conflict):
    """Nobody agreed to this picture, so nobody can take it back; take the picture off instead."""

    code: ClassVar[str] = "no_photo_consent"


@dataclass(eq=False)
class TooManyPictures(Conflict):
    """A product has no more pictures than this."""

    code: ClassVar[str] = "too_many_pictures"
    limit: int


@dataclass(eq=False)
class PictureQuotaReached(Conflict):
    """A producer keeps no more pictures here than so many, and none beyond so many bytes in all."""

    code: ClassVar[str] = "picture_quota_reached"
    most_pictures: int
    most_bytes: int
    pictures: int
    size_bytes: int


@dataclass(eq=False)
class PictureOrderIncomplete(Invalid):
    """An order of pictures names each picture of the product once."""

    code: ClassVar[str] = "picture_order_incomplete"
