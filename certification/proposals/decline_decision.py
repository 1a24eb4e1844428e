"""Leave a proposal undone."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.proposals import queries
from certification.proposals.confirm_decision import open_proposal
from certification.rules import reason_given
from models.decisions import DecisionProposal
from models.enums import ProposalOutcome


def decline_decision(
    session: Session, *, proposal_id: str, verifier_id: str, reason: str, now: datetime
) -> DecisionProposal:
    """End the proposal: declined by a colleague, or taken back by who made it. The certificate stays what it is.

    Raises ReasonTooShort, NoSuchProposal, ProposalOver.
    """
    given = reason_given(reason)
    proposal = open_proposal(session, proposal_id=proposal_id, verifier_id=verifier_id, now=now)
    is_own = proposal.proposed_by == verifier_id
    proposal.outcome = ProposalOutcome.WITHDRAWN if is_own else ProposalOutcome.DECLINED
    proposal.closed_by, proposal.closed_at, proposal.closing_reason = verifier_id, now, given
    queries.write(session)
    record_audit(
        session,
        action=f"proposal.{proposal.outcome.value}",
        actor_id=verifier_id,
        object_id=proposal.certificate_id,
        detail={"proposal": proposal.id, "federation": proposal.federation_id, "reason": given},
        now=now,
    )
    return proposal
