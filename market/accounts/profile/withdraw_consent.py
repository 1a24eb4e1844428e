"""Take a consent back: what it was for disappears from public pages."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.accounts.profile import queries
from market.accounts.profile.errors import NoSuchConsent
from models.organisations import Consent


def withdraw_consent(
    session: Session, *, consent_id: str, organisation_id: str, person_id: str, now: datetime
) -> Consent:
    """Taking it back again changes nothing; the row stays, as a trace. Raises NoSuchConsent."""
    consent = queries.lock_consent(session, consent_id=consent_id, organisation_id=organisation_id)
    if consent is None:
        raise NoSuchConsent()
    if consent.withdrawn_at is None:
        consent.withdrawn_at, consent.withdrawn_by = now, person_id
        session.flush()
    return consent
