"""Take one decision about several certificates of one scheme; each is decided or refused by itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from certification.audit.queries import lock_refusals
from certification.audit.record_audit import record_refusal
from certification.bulk import queries
from certification.bulk.errors import NotInBulk, SeveralSchemes
from certification.checklists.rules import NO_ANSWERS, Answers
from certification.decide_certificate import decide_certificate
from certification.pages.facts import Name
from certification.pages.in_charge import federations_in_charge
from certification.pages.queries import list_names
from kit.errors import DomainError
from models.enums import CertificateState, ReasonCode, VerificationDecision, VerificationMethod

# One person's decisions that end nothing: whatever takes two, or hides a label, is looked at one by one.
IN_BULK = frozenset({VerificationDecision.VERIFY, VerificationDecision.ASK, VerificationDecision.REJECT})


@dataclass(frozen=True)
class Reviewed:
    """What became of one certificate: the state it reached, or why nothing changed. One that the federation is not in
    charge of has no name."""

    certificate_id: str
    name: Name | None = None
    state: CertificateState | None = None
    refusal: DomainError | None = None


def review_certificates(
    session: Session,
    *,
    certificate_ids: Collection[str],
    federation_id: str,
    verifier_id: str,
    decision: VerificationDecision,
    method: VerificationMethod,
    reason: str,
    now: datetime,
    reason_code: ReasonCode | None = None,
    recheck_due_on: date | None = None,
    answers: Answers = NO_ANSWERS,
) -> list[Reviewed]:
    """Decide about each as decide_certificate does, from now on; refused attempts are kept in the audit log.

    Returns one answer per certificate, in the order of their ids. Raises NotInBulk, and SeveralSchemes when those that
    the federation is in charge of are not of one scheme; then nothing has changed.
    """
    if decision not in IN_BULK:
        raise NotInBulk(decision)
    wanted = sorted(set(certificate_ids))
    in_charge = federations_in_charge(session, certificate_ids=wanted, federation_ids=[federation_id], now=now)
    schemes = queries.list_scheme_codes(session, sorted(in_charge))
    if len(schemes) > 1:
        raise SeveralSchemes(schemes)
    names = list_names(session, sorted(in_charge))
    queries.lock_certificates(session, wanted)
    # The first decision takes the log; from then on a refusal that waits for it elsewhere is not waited for.
    lock_refusals(session, verifier_id)
    reviewed = []
    for certificate_id in wanted:
        try:
            with session.begin_nested():
                certificate = decide_certificate(
                    session,
                    certificate_id=certificate_id,
                    federation_id=federation_id,
                    verifier_id=verifier_id,
                    decision=decision,
                    method=method,
                    reason=reason,
                    effective_at=now,
                    now=now,
                    recheck_due_on=recheck_due_on,
                    answers=answers,
                    reason_code=reason_code,
                )
                reviewed.append(
                    Reviewed(certificate_id, names.get(certificate_id), state=CertificateState(certificate.state))
                )
        except DomainError as refusal:
            reviewed.append(Reviewed(certificate_id, names.get(certificate_id), refusal=refusal))
    for one in reviewed:
        if one.refusal is not None:
            record_refusal(
                session,
                action=f"certificate.{decision.value}",
                actor_id=verifier_id,
                object_id=one.certificate_id,
                detail={"federation": federation_id, "reason": reason, "through": "bulk"},
                refusal=one.refusal,
                now=now,
            )
    return reviewed
