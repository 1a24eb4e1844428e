"""Propose a decision that takes two. Nothing changes until a colleague confirms it."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.checklists.rules import NO_ANSWERS, Answers
from certification.errors import OnePersonDecides, ProposalExists
from certification.proposals import queries
from certification.reasons.rules import check_reason_code
from certification.rules import needs_two, reason_given
from certification.weigh_decision import weigh_decision
from models.decisions import DecisionProposal
from models.enums import ProposalOutcome, ReasonCode, VerificationDecision, VerificationMethod

# Long enough for a colleague to come back from a visit; what nobody looked at for longer is thought through anew.
LAPSES_AFTER = timedelta(days=14)


def propose_decision(
    session: Session,
    *,
    certificate_id: str,
    federation_id: str,
    verifier_id: str,
    decision: VerificationDecision,
    method: VerificationMethod,
    reason: str,
    effective_at: datetime | None,
    now: datetime,
    recheck_due_on: date | None = None,
    answers: Answers = NO_ANSWERS,
    reason_code: ReasonCode | None = None,
) -> DecisionProposal:
    """Write the proposal down; without `effective_at` it counts from its confirmation.

    It is judged like a decision, now and again when it is confirmed. Raises what decide_certificate says,
    OnePersonDecides, ProposalExists.
    """
    given = reason_given(reason)
    check_reason_code(decision, reason_code)
    weigh_decision(
        session,
        certificate_id=certificate_id,
        federation_id=federation_id,
        verifier_id=verifier_id,
        decision=decision,
        effective_at=effective_at or now,
        recheck_due_on=recheck_due_on,
        now=now,
        answers=answers,
    )
    if not needs_two(decision, effective_at=effective_at or now, now=now):
        raise OnePersonDecides(decision)
    earlier = queries.lock_open(session, certificate_id=certificate_id, federation_id=federation_id)
    if earlier is not None:
        if earlier.lapses_at > now:
            raise ProposalExists()
        earlier.outcome, earlier.closed_at = ProposalOutcome.LAPSED, now
        queries.write(session)
    proposal = DecisionProposal(
        certificate_id=certificate_id,
        federation_id=federation_id,
        decision=decision,
        method=method,
        reason_code=reason_code,
        reason=given,
        effective_at=effective_at,
        recheck_due_on=recheck_due_on,
        answers=dict(answers),
        proposed_by=verifier_id,
        proposed_at=now,
        lapses_at=now + LAPSES_AFTER,
    )
    queries.insert(session, proposal)
    record_audit(
        session,
        action=f"proposal.{decision.value}",
        actor_id=verifier_id,
        object_id=certificate_id,
        detail={
            "proposal": proposal.id,
            "federation": federation_id,
            "effective_at": effective_at.isoformat() if effective_at else "confirmation",
            "reason": given,
        },
        now=now,
    )
    return proposal
