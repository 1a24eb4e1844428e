"""The holder gives a certificate back."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries
from certification.errors import NoSuchCertificate
from certification.rules import reason_given
from certification.states import Step
from certification.take_step import take_step
from models.certification import Certificate


def surrender_certificate(
    session: Session, *, certificate_id: str, person_id: str, reason: str, now: datetime
) -> Certificate:
    """End the claim now, for good. Raises NoSuchCertificate, also for somebody else's, ReasonTooShort, IllegalStep."""
    given = reason_given(reason)
    certificate = queries.lock_certificate(session, certificate_id)
    if certificate is None or not queries.is_producer_member(
        session, person_id=person_id, organisation_id=certificate.holder_id
    ):
        raise NoSuchCertificate()
    take_step(session, certificate, Step.SURRENDER, actor_id=person_id, reason=given, effective_at=now, now=now)
    return certificate
