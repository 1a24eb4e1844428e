"""Write down that somebody agreed to let the public see a figure or a photo."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from kit.ids import new_id
from market.accounts.profile import queries
from market.accounts.profile.errors import ConsentNeedsPhoto, NoSuchPhoto
from market.accounts.profile.rules import require_consent_end
from models.enums import ConsentSubject
from models.organisations import Consent


def give_consent(
    session: Session,
    *,
    organisation_id: str,
    subject: ConsentSubject,
    media_id: str | None,
    given_by: str,
    ends_on: date,
    person_id: str,
    now: datetime,
) -> Consent:
    """A consent from now until the end of its last day, in the place of the one there was.

    The organisation is locked by the caller. Raises BadConsentEnd, ConsentNeedsPhoto, NoSuchPhoto.
    """
    require_consent_end(ends_on, today=now.astimezone(UTC).date())
    if (subject is ConsentSubject.PHOTO) != (media_id is not None):
        raise ConsentNeedsPhoto()
    if media_id is not None and not queries.is_photo_of(session, media_id=media_id, organisation_id=organisation_id):
        raise NoSuchPhoto()
    old = queries.find_open_consent(session, organisation_id=organisation_id, subject=subject, media_id=media_id)
    if old is not None:
        old.withdrawn_at, old.withdrawn_by = now, person_id
        session.flush()
    consent = Consent(
        id=new_id("cns"),
        organisation_id=organisation_id,
        subject=subject,
        media_id=media_id,
        given_by=given_by,
        recorded_by=person_id,
        given_at=now,
        ends_on=ends_on,
    )
    session.add(consent)
    session.flush()
    return consent
