"""A federation's word about a certificate: verify, reject, ask, suspend, lift, withdraw."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from certification import queries
from certification.errors import BadRecheck, NoSuchCertificate, NoSuchFederation
from certification.rules import (
    check_moment,
    check_verifiable,
    covering_mandate,
    reason_given,
    refuse_conflict,
    start_of_day,
)
from certification.states import Step, next_state
from certification.take_step import take_step
from models.certification import Certificate, Verification
from models.enums import CertificateState, VerificationDecision, VerificationMethod


def decide_certificate(
    session: Session,
    *,
    certificate_id: str,
    federation_id: str,
    verifier_id: str,
    decision: VerificationDecision,
    method: VerificationMethod,
    reason: str,
    effective_at: datetime,
    now: datetime,
    recheck_due_on: date | None = None,
) -> Certificate:
    """Record what the federation decided and let it count from `effective_at`, which is now or, where allowed, later.

    The role, the mandate and the conflict are judged at this moment, whatever a page said before. Raises
    ReasonTooShort, NoSuchFederation when the verifier does not verify for it, NoSuchCertificate also outside its
    mandates, ConflictOfInterest, IllegalStep, BackDated, TakesEffectAtOnce, EvidenceMissing, CertificateOver,
    BadRecheck.
    """
    given = reason_given(reason)
    if not queries.is_verifier(session, person_id=verifier_id, federation_id=federation_id):
        raise NoSuchFederation()
    certificate = queries.lock_certificate(session, certificate_id)
    if certificate is None or certificate.state == CertificateState.DRAFT:
        raise NoSuchCertificate()
    reach = queries.list_reaches(session, [certificate.id])[certificate.id]
    mandate = covering_mandate(queries.list_mandates(session, federation_ids=[federation_id]), reach, now)
    if mandate is None:
        raise NoSuchCertificate()
    organisations = queries.list_own_organisations(session, person_id=verifier_id)
    refuse_conflict(reach, federation_id=federation_id, verifier_organisations=organisations)
    step = Step(decision)
    next_state(CertificateState(certificate.state), step)
    is_first = certificate.claim_from is None
    check_moment(decision, is_first=is_first, effective_at=effective_at, now=now)
    documents = queries.list_evidence(session, certificate.id)
    if decision is VerificationDecision.VERIFY:
        scheme = queries.get_scheme(session, certificate.scheme_id)
        check_verifiable(
            valid_to=certificate.valid_to,
            today=now.astimezone(ZoneInfo(scheme.timezone)).date(),
            documents=len(documents),
            recheck_due_on=recheck_due_on,
        )
    elif recheck_due_on is not None:
        raise BadRecheck(recheck_due_on)
    take_step(session, certificate, step, actor_id=verifier_id, reason=given, effective_at=effective_at, now=now)
    verification = Verification(
        certificate_id=certificate.id,
        federation_id=federation_id,
        mandate_id=mandate.id,
        verifier_id=verifier_id,
        method=method,
        decision=decision,
        reason=given,
        # What was seen, by its bytes: a document that is added later is not among it.
        evidence_sha256=" ".join(sorted(document.sha256.hex() for document in documents)),
        checked_at=now,
        recheck_due_on=recheck_due_on,
    )
    queries.insert(session, verification)
    if decision is VerificationDecision.VERIFY and is_first:
        _supersede(session, certificate, effective_at=effective_at, now=now)
    return certificate


def _supersede(session: Session, renewal: Certificate, *, effective_at: datetime, now: datetime) -> None:
    """Let the certificate that this one renews end where this one begins, so that no claim is told twice."""
    if renewal.supersedes_id is None:
        return
    earlier = queries.lock_certificate(session, renewal.supersedes_id)
    if earlier is None or earlier.state != CertificateState.VERIFIED:
        return
    scheme = queries.get_scheme(session, renewal.scheme_id)
    take_step(
        session,
        earlier,
        Step.SUPERSEDE,
        actor_id=None,
        reason=f"Renewed by {renewal.id}",
        effective_at=max(effective_at, start_of_day(renewal.valid_from, scheme.timezone)),
        now=now,
    )
