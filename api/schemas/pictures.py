"""Pictures, as their producers see them."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from api.schemas.base import STORABLE, In, LanguageCode, Out, ShortText
from api.schemas.certification import Day
from kit.settings import Settings
from market.catalog.pictures.queries import OwnPicture
from market.catalog.pictures.rules import LONGEST_ALT, MOST_PER_PRODUCT
from models.enums import PictureRefusal, PictureState

AltText = Annotated[str, StringConstraints(max_length=LONGEST_ALT), STORABLE]
MediaId = Annotated[str, StringConstraints(max_length=64)]


class AltIn(In):
    """What a picture shows, in words, by language. An empty text takes those of its language away."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"alt": {"fr": "Un sac de café"}}]})

    alt: Annotated[dict[LanguageCode, AltText], Field(min_length=1, max_length=20)]


class PictureOrderIn(In):
    """All pictures of a product, the face first."""

    pictures: Annotated[list[MediaId], Field(max_length=MOST_PER_PRODUCT)]


class PhotoConsentIn(In):
    """Who in the picture agreed, and the last day on which it may be shown."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"given_by": "Rosa Quispe", "ends_on": "2028-12-31"}]}
    )

    given_by: ShortText
    ends_on: Day


class OwnPictureOut(Out):
    """A picture and what became of it. `refusal` says why there is none; `widths` are in pixels.

    `is_agreed` is false once a consent has ended or was taken back: then nobody is shown it.
    """

    id: str
    state: PictureState
    refusal: PictureRefusal | None
    position: int
    url: str
    fetched_from: str | None
    alt: dict[str, str]
    width: int
    height: int
    widths: list[int]
    colour: str
    consent_by: str | None
    consent_ends_on: date | None
    is_agreed: bool

    @classmethod
    def of(cls, picture: OwnPicture, settings: Settings) -> "OwnPictureOut":
        facts = {name: value for name, value in vars(picture).items() if name != "url"}
        return cls(**facts, url=f"{settings.api_url}/v1/media/{picture.id}", fetched_from=picture.url)


class OwnPicturesOut(Out):
    """A product's pictures in their order."""

    data: list[OwnPictureOut]
