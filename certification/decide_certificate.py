"""A federation's word about a certificate that one verifier can give: verify, reject, ask, suspend, lift."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from certification.carry_out import Word, carry_out
from certification.checklists.rules import NO_ANSWERS, Answers
from certification.errors import NeedsSecondPerson
from certification.reasons.rules import check_reason_code
from certification.rules import needs_two, reason_given
from certification.weigh_decision import weigh_decision
from models.certification import Certificate
from models.enums import ReasonCode, VerificationDecision, VerificationMethod


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
    answers: Answers = NO_ANSWERS,
    reason_code: ReasonCode | None = None,
) -> Certificate:
    """Record what the federation decided and let it count from `effective_at`, which is now or, where allowed, later.

    The role, the mandate and the conflict are judged at this moment, whatever a page said before. Raises
    ReasonTooShort, ReasonCodeNeeded, WrongReasonCode, NoSuchFederation when the verifier does not verify for it,
    NoSuchCertificate also outside its mandates, ConflictOfInterest, IllegalStep, BackDated, TakesEffectAtOnce,
    EvidenceMissing, CertificateOver, BadRecheck, UnknownQuestion, QuestionsOpen, AnsweredNo, NeedsSecondPerson.
    """
    given = reason_given(reason)
    check_reason_code(decision, reason_code)
    weighed = weigh_decision(
        session,
        certificate_id=certificate_id,
        federation_id=federation_id,
        verifier_id=verifier_id,
        decision=decision,
        effective_at=effective_at,
        recheck_due_on=recheck_due_on,
        now=now,
        answers=answers,
    )
    if needs_two(decision, effective_at=effective_at, now=now):
        raise NeedsSecondPerson(decision)
    word = Word(
        federation_id, decision, method, given, effective_at, recheck_due_on, verifier_id, None, answers, reason_code
    )
    carry_out(session, weighed, word, now=now)
    return weighed.certificate
