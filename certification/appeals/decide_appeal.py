"""Decide on an appeal, as somebody who had no part in what it is against."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries as rows
from certification.appeals import queries
from certification.appeals.file_appeal import decision_that_counts
from certification.audit.record_audit import record_audit
from certification.carry_out import Word, carry_out
from certification.errors import CertificateOver, NoSuchCertificate, NoSuchFederation
from certification.objection_errors import AppealDecided, NoSuchAppeal, OwnDecision
from certification.proposals.propose_decision import propose_decision
from certification.rules import reason_given
from certification.states import Step
from certification.take_step import take_step
from certification.weigh_decision import take_in_hand, weigh_decision
from models.certification import Certificate
from models.decisions import Appeal
from models.enums import AppealOutcome, CertificateState, VerificationDecision, VerificationMethod


def decide_appeal(
    session: Session,
    *,
    appeal_id: str,
    federation_id: str,
    verifier_id: str,
    outcome: AppealOutcome,
    answer: str,
    now: datetime,
) -> Appeal:
    """Dismiss it, or uphold it: a suspension is lifted, a rejected certificate is reviewed again, and the reinstatement
    of a withdrawn one that is not over is proposed, for a colleague to confirm. Where something else was decided
    meanwhile, that stays. A suspension that was appealed in time is lifted also after the scheme's limit.

    Raises ReasonTooShort, NoSuchFederation, NoSuchAppeal also outside the mandates, ConflictOfInterest, OwnDecision,
    AppealDecided, SuspensionOver for an appeal that came after the limit, and what propose_decision says.
    """
    given = reason_given(answer)
    # First of all: who decides nothing learns of no appeal that there is one.
    if not rows.is_verifier(session, person_id=verifier_id, federation_id=federation_id):
        raise NoSuchFederation()
    found = queries.find_appeal(session, appeal_id)
    if found is None:
        raise NoSuchAppeal()
    try:
        certificate, _ = take_in_hand(
            session,
            certificate_id=found.certificate_id,
            federation_id=federation_id,
            verifier_id=verifier_id,
            now=now,
        )
    except NoSuchCertificate:
        raise NoSuchAppeal() from None
    appeal = queries.find_appeal(session, appeal_id)
    assert appeal is not None  # appeals are never deleted
    if appeal.outcome is not None:
        raise AppealDecided()
    against = queries.get_decision(session, appeal.verification_id)
    if verifier_id in {against.verifier_id, against.confirmed_by}:
        raise OwnDecision()
    appeal.outcome, appeal.answer, appeal.federation_id = outcome, given, federation_id
    appeal.decided_by, appeal.decided_at = verifier_id, now
    queries.write(session)
    counts = decision_that_counts(session, certificate)
    if outcome is AppealOutcome.UPHELD and counts is not None and counts.id == against.id:
        _undo(session, certificate, federation_id=federation_id, verifier_id=verifier_id, reason=given, now=now)
    record_audit(
        session,
        action=f"appeal.{outcome.value}",
        actor_id=verifier_id,
        object_id=appeal.certificate_id,
        detail={"appeal": appeal.id, "against": against.id, "federation": federation_id, "reason": given},
        now=now,
    )
    return appeal


def _undo(
    session: Session, certificate: Certificate, *, federation_id: str, verifier_id: str, reason: str, now: datetime
) -> None:
    match CertificateState(certificate.state):
        case CertificateState.REJECTED:
            take_step(session, certificate, Step.REOPEN, actor_id=verifier_id, reason=reason, effective_at=now, now=now)
        case CertificateState.SUSPENDED:
            lift = VerificationDecision.LIFT
            weighed = weigh_decision(
                session,
                certificate_id=certificate.id,
                federation_id=federation_id,
                verifier_id=verifier_id,
                decision=lift,
                effective_at=now,
                recheck_due_on=None,
                now=now,
            )
            word = Word(federation_id, lift, VerificationMethod.DOCUMENT, reason, now, None, verifier_id, None)
            carry_out(session, weighed, word, now=now)
        case CertificateState.WITHDRAWN:
            # Past its last day there is nothing to bring back; who was right is told so all the same.
            with suppress(CertificateOver):
                propose_decision(
                    session,
                    certificate_id=certificate.id,
                    federation_id=federation_id,
                    verifier_id=verifier_id,
                    decision=VerificationDecision.REINSTATE,
                    method=VerificationMethod.DOCUMENT,
                    reason=reason,
                    effective_at=None,
                    now=now,
                )
        case _:
            pass
