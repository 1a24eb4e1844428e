"""Hand a certificate to the federations, or answer what one of them asked."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from certification import queries
from certification.errors import CertificateOver, NoSuchCertificate
from certification.states import Step, next_state
from models.certification import Certificate
from models.enums import CertificateState


def submit_certificate(session: Session, *, certificate_id: str, person_id: str, now: datetime) -> Certificate:
    """From now on nothing on the certificate changes, and no document leaves it.

    Raises NoSuchCertificate, also for somebody else's, IllegalStep, CertificateOver, NumberTaken.
    """
    certificate = queries.lock_certificate(session, certificate_id)
    if certificate is None or not queries.is_producer_member(
        session, person_id=person_id, organisation_id=certificate.holder_id
    ):
        raise NoSuchCertificate()
    state = CertificateState(certificate.state)
    reached = next_state(state, Step.SUBMIT)
    scheme = queries.get_scheme(session, certificate.scheme_id)
    if certificate.valid_to < now.astimezone(ZoneInfo(scheme.timezone)).date():
        raise CertificateOver(certificate.valid_to)
    certificate.state = reached
    # Who answers a question keeps the place in the queue.
    certificate.submitted_at = certificate.submitted_at or now
    certificate.submitted_by = person_id
    certificate.version += 1
    queries.write_submitted(session, certificate)
    queries.append_event(
        session,
        certificate_id=certificate.id,
        actor_id=person_id,
        from_state=state,
        to_state=reached,
        reason="",
        effective_at=now,
        now=now,
    )
    return certificate
