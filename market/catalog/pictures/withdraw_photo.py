"""Somebody in a picture no longer agrees to be shown."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.catalog.pictures import queries
from market.catalog.pictures.errors import NoPhotoConsent
from models.catalog import Media


def withdraw_photo(session: Session, picture: Media, *, person_id: str, now: datetime) -> None:
    """The locked picture is shown no more, on no product, until somebody agrees again. Raises NoPhotoConsent."""
    if not queries.end_consent(session, picture.id, person_id=person_id, now=now):
        raise NoPhotoConsent()
    queries.show_faces_with(session, picture.id, now=now)
