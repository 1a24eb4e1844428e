"""The holder objects."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries as rows
from certification.appeals import queries
from certification.audit.record_audit import record_audit
from certification.errors import NoSuchCertificate
from certification.objection_errors import AppealExists, NothingToAppeal
from certification.rules import reason_given
from models.certification import Certificate, Verification
from models.decisions import Appeal
from models.enums import CertificateState, VerificationDecision

_APPEALED: Mapping[CertificateState, VerificationDecision] = {
    CertificateState.REJECTED: VerificationDecision.REJECT,
    CertificateState.SUSPENDED: VerificationDecision.SUSPEND,
    CertificateState.WITHDRAWN: VerificationDecision.WITHDRAW,
}


def file_appeal(session: Session, *, certificate_id: str, person_id: str, reason: str, now: datetime) -> Appeal:
    """Against the rejection, suspension or withdrawal that counts now, once; until it is decided that one counts.

    Raises ReasonTooShort, NoSuchCertificate also for somebody else's, NothingToAppeal, AppealExists.
    """
    given = reason_given(reason)
    certificate = rows.lock_certificate(session, certificate_id)
    if certificate is None or not rows.is_producer_member(
        session, person_id=person_id, organisation_id=certificate.holder_id
    ):
        raise NoSuchCertificate()
    against = decision_that_counts(session, certificate)
    if against is None:
        raise NothingToAppeal()
    if queries.is_appealed(session, against.id):
        raise AppealExists()
    appeal = Appeal(
        certificate_id=certificate.id, verification_id=against.id, reason=given, filed_by=person_id, filed_at=now
    )
    queries.insert(session, appeal)
    record_audit(
        session,
        action="appeal.file",
        actor_id=person_id,
        object_id=certificate.id,
        detail={"appeal": appeal.id, "against": against.id},
        now=now,
    )
    return appeal


def decision_that_counts(session: Session, certificate: Certificate) -> Verification | None:
    """The rejection, suspension or withdrawal that makes the certificate what it is now; None for any other state."""
    decision = _APPEALED.get(CertificateState(certificate.state))
    return queries.find_last_decision(session, certificate_id=certificate.id, decision=decision) if decision else None
