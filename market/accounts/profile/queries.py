"""SQL of what organisations say of themselves and of the consents to it."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.catalog import Media
from models.enums import ConsentSubject
from models.organisations import Consent, Organisation, SolidarityLink


def lock_organisation(session: Session, organisation_id: str) -> Organisation | None:
    """The organisation, locked; None when it is in the archive too."""
    found = select(Organisation).where(col(Organisation.id) == organisation_id, col(Organisation.archived_at).is_(None))
    locked = found.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.execute(locked).scalar_one_or_none()


def is_photo_of(session: Session, *, media_id: str, organisation_id: str) -> bool:
    """Whether the organisation brought this picture."""
    found = select(col(Media.id)).where(col(Media.id) == media_id, col(Media.owner_id) == organisation_id)
    return session.execute(found).first() is not None


def find_open_consent(
    session: Session, *, organisation_id: str, subject: ConsentSubject, media_id: str | None
) -> Consent | None:
    """The consent that has not been taken back, whether or not its last day is over."""
    found = select(Consent).where(
        col(Consent.organisation_id) == organisation_id,
        col(Consent.subject) == subject,
        col(Consent.withdrawn_at).is_(None),
        col(Consent.media_id).is_(None) if media_id is None else col(Consent.media_id) == media_id,
    )
    return session.execute(found.with_for_update()).scalar_one_or_none()


def lock_consent(session: Session, *, consent_id: str, organisation_id: str) -> Consent | None:
    """One consent of an organisation, locked."""
    found = select(Consent).where(col(Consent.id) == consent_id, col(Consent.organisation_id) == organisation_id)
    return session.execute(found.with_for_update()).scalar_one_or_none()


def list_consents(
    session: Session, *, organisation_id: str, subject: ConsentSubject | None = None, before: str | None, limit: int
) -> list[Consent]:
    """Given, ended and taken back, newest first."""
    found = select(Consent).where(col(Consent.organisation_id) == organisation_id)
    if subject is not None:
        found = found.where(col(Consent.subject) == subject)
    if before is not None:
        found = found.where(col(Consent.id) < before)
    return list(session.execute(found.order_by(col(Consent.id).desc()).limit(limit)).scalars())


def list_links(session: Session, organisation_id: str) -> list[SolidarityLink]:
    """What an organisation stands for, also what it does not let the public see."""
    found = select(SolidarityLink).where(col(SolidarityLink.organisation_id) == organisation_id)
    return list(session.execute(found.order_by(col(SolidarityLink.kind), col(SolidarityLink.term_code))).scalars())
