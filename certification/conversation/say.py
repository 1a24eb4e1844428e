"""Say something about a certificate to the other side. What was said stays."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries as rows
from certification.conversation import queries
from certification.errors import NoSuchCertificate, TooMany
from certification.objection_errors import SaysTooLittle
from certification.rules import seen_length
from certification.weigh_decision import take_in_hand
from models.certification import Certificate
from models.decisions import CertificateMessage
from models.enums import CertificateState

_MOST_MESSAGES = 500


def say_as_holder(
    session: Session, *, certificate_id: str, person_id: str, body: str, now: datetime
) -> CertificateMessage:
    """Raises NoSuchCertificate, also for somebody else's and for a draft, SaysTooLittle, TooMany."""
    certificate = rows.lock_certificate(session, certificate_id)
    if (
        certificate is None
        or certificate.state == CertificateState.DRAFT
        or not rows.is_producer_member(session, person_id=person_id, organisation_id=certificate.holder_id)
    ):
        raise NoSuchCertificate()
    return _say(session, certificate, federation_id=None, author_id=person_id, body=body, now=now)


def say_as_federation(
    session: Session, *, certificate_id: str, federation_id: str, verifier_id: str, body: str, now: datetime
) -> CertificateMessage:
    """Raises NoSuchFederation, NoSuchCertificate, ConflictOfInterest, SaysTooLittle, TooMany."""
    certificate, _ = take_in_hand(
        session, certificate_id=certificate_id, federation_id=federation_id, verifier_id=verifier_id, now=now
    )
    return _say(session, certificate, federation_id=federation_id, author_id=verifier_id, body=body, now=now)


def _say(
    session: Session, certificate: Certificate, *, federation_id: str | None, author_id: str, body: str, now: datetime
) -> CertificateMessage:
    said = body.strip()
    if not seen_length(said):
        raise SaysTooLittle(1)
    if queries.count_messages(session, certificate.id) >= _MOST_MESSAGES:
        raise TooMany("messages", _MOST_MESSAGES)
    message = CertificateMessage(
        certificate_id=certificate.id, federation_id=federation_id, author_id=author_id, body=said, sent_at=now
    )
    queries.insert(session, message)
    return message
