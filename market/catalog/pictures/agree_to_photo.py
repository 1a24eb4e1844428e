"""Somebody in a picture agrees to be shown."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from market.accounts.profile.rules import require_consent_end
from market.catalog.pictures import queries
from market.catalog.pictures.errors import PhotoConsentIncomplete
from models.catalog import Media
from models.enums import ConsentSubject
from models.organisations import Consent

_LONGEST_NAME = 200


@dataclass(frozen=True)
class PhotoConsent:
    """Who agreed, and the last day on which the picture may be shown."""

    given_by: str
    ends_on: date


def check_consent(consent: PhotoConsent, *, now: datetime) -> None:
    """Raises PhotoConsentIncomplete; BadConsentEnd as for every other consent."""
    today = now.astimezone(UTC).date()
    if not consent.given_by.strip() or consent.ends_on <= today:
        raise PhotoConsentIncomplete()
    require_consent_end(consent.ends_on, today=today)


def agree_to_photo(session: Session, picture: Media, *, consent: PhotoConsent, person_id: str, now: datetime) -> None:
    """Keep the consent in the place of one that was open. From now on the picture is shown only while it lasts.

    The picture is locked. Raises PhotoConsentIncomplete, BadConsentEnd.
    """
    check_consent(consent, now=now)
    queries.end_consent(session, picture.id, person_id=person_id, now=now)
    queries.insert_consent(
        session,
        Consent(
            organisation_id=picture.owner_id,
            subject=ConsentSubject.PHOTO,
            media_id=picture.id,
            given_by=" ".join(consent.given_by.split())[:_LONGEST_NAME],
            recorded_by=person_id,
            given_at=now,
            ends_on=consent.ends_on,
        ),
    )
    queries.show_faces_with(session, picture.id, now=now)
