"""Let a decision that was weighed count: the certificate, its history, the federation's word, the audit log."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from certification import queries
from certification.audit.record_audit import record_audit
from certification.checklists.rules import Answers
from certification.conversation.ask import ask
from certification.rules import start_of_day
from certification.states import Step
from certification.take_step import take_step
from certification.weigh_decision import Weighed
from models.certification import Certificate, Verification
from models.enums import CertificateState, ReasonCode, VerificationDecision, VerificationMethod

_BEGINS = frozenset({VerificationDecision.VERIFY, VerificationDecision.LIFT, VerificationDecision.REINSTATE})


@dataclass(frozen=True)
class Word:
    """What a federation says, through whom. `confirmed_by` is the second person where it takes two."""

    federation_id: str
    decision: VerificationDecision
    method: VerificationMethod
    reason: str
    effective_at: datetime
    recheck_due_on: date | None
    verifier_id: str
    confirmed_by: str | None
    answers: Answers = field(default_factory=dict)
    reason_code: ReasonCode | None = None


def carry_out(session: Session, weighed: Weighed, word: Word, *, now: datetime) -> Verification:
    """Write everything that the decision changes."""
    certificate = weighed.certificate
    actor_id = word.confirmed_by or word.verifier_id
    take_step(
        session,
        certificate,
        Step(word.decision),
        actor_id=actor_id,
        reason=word.reason,
        effective_at=word.effective_at,
        now=now,
    )
    verification = Verification(
        certificate_id=certificate.id,
        federation_id=word.federation_id,
        mandate_id=weighed.mandate_id,
        verifier_id=word.verifier_id,
        confirmed_by=word.confirmed_by,
        method=word.method,
        decision=word.decision,
        reason_code=word.reason_code,
        reason=word.reason,
        # What was seen, by its bytes: a document that is added later is not among it.
        evidence_sha256=" ".join(weighed.documents),
        answers=dict(word.answers),
        checked_at=now,
        recheck_due_on=word.recheck_due_on,
    )
    queries.insert(session, verification)
    if word.decision is VerificationDecision.ASK:
        ask(session, certificate, federation_id=word.federation_id, author_id=actor_id, body=word.reason, now=now)
    if word.decision in _BEGINS:
        _take_over(session, certificate, timezone=weighed.scheme.timezone, effective_at=word.effective_at, now=now)
    record_audit(
        session,
        action=f"certificate.{word.decision.value}",
        actor_id=actor_id,
        object_id=certificate.id,
        detail={
            "verification": verification.id,
            "federation": word.federation_id,
            "mandate": weighed.mandate_id,
            "verifier": word.verifier_id,
            "effective_at": word.effective_at.isoformat(),
            "reason": word.reason,
            **({"reason_code": word.reason_code.value} if word.reason_code else {}),
        },
        now=now,
    )
    return verification


def _take_over(
    session: Session, certificate: Certificate, *, timezone: str, effective_at: datetime, now: datetime
) -> None:
    """Let what this certificate renews end where this one begins, and this one where its own renewal does, so that no
    claim is told twice; also when either comes back after a suspension."""
    # Locked with its renewal; what it once superseded itself is not, and would be locked out of order.
    earlier = queries.find_certificate(session, certificate.supersedes_id) if certificate.supersedes_id else None
    renewal = queries.find_verified_renewal(session, certificate.id)
    for before, after in ((earlier, certificate), (certificate, renewal)):
        if before is None or after is None or before.state != CertificateState.VERIFIED:
            continue
        assert after.claim_from is not None  # it is verified
        take_step(
            session,
            before,
            Step.SUPERSEDE,
            actor_id=None,
            reason=f"Renewed by {after.id}",
            effective_at=max(effective_at, after.claim_from, start_of_day(after.valid_from, timezone)),
            now=now,
        )
