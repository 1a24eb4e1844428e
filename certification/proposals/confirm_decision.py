"""The second pair of eyes."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries as rows
from certification.carry_out import Word, carry_out
from certification.errors import NoSuchProposal, ProposalOver, SamePerson
from certification.proposals import queries
from certification.weigh_decision import take_in_hand, weigh_decision
from models.certification import Certificate
from models.decisions import DecisionProposal
from models.enums import ChecklistAnswer, ProposalOutcome, ReasonCode, VerificationDecision, VerificationMethod


def confirm_decision(session: Session, *, proposal_id: str, verifier_id: str, now: datetime) -> Certificate:
    """Let a colleague's proposal count.

    Both are judged at this moment: whoever proposed it and has lost the role, or has come into a conflict since, has
    proposed nothing. Raises NoSuchProposal when the verifier does not verify for its federation, SamePerson,
    ProposalOver, and what decide_certificate says.
    """
    proposal = open_proposal(session, proposal_id=proposal_id, verifier_id=verifier_id, now=now)
    if proposal.proposed_by == verifier_id:
        raise SamePerson()
    decision = VerificationDecision(proposal.decision)
    effective_at = proposal.effective_at or now
    take_in_hand(
        session,
        certificate_id=proposal.certificate_id,
        federation_id=proposal.federation_id,
        verifier_id=proposal.proposed_by,
        now=now,
    )
    answers = {question: ChecklistAnswer(answer) for question, answer in proposal.answers.items()}
    weighed = weigh_decision(
        session,
        certificate_id=proposal.certificate_id,
        federation_id=proposal.federation_id,
        verifier_id=verifier_id,
        decision=decision,
        effective_at=effective_at,
        recheck_due_on=proposal.recheck_due_on,
        now=now,
        answers=answers,
    )
    proposal.outcome, proposal.closed_by, proposal.closed_at = ProposalOutcome.CONFIRMED, verifier_id, now
    # The database lets this proposal make that version, and no other.
    proposal.confirmed_version = weighed.certificate.version + 1
    queries.write(session)
    word = Word(
        proposal.federation_id,
        decision,
        VerificationMethod(proposal.method),
        proposal.reason,
        effective_at,
        proposal.recheck_due_on,
        proposal.proposed_by,
        verifier_id,
        answers,
        ReasonCode(proposal.reason_code) if proposal.reason_code else None,
    )
    carry_out(session, weighed, word, now=now)
    return weighed.certificate


def open_proposal(session: Session, *, proposal_id: str, verifier_id: str, now: datetime) -> DecisionProposal:
    """The proposal, locked after its certificate, for a verifier of its federation.

    Raises NoSuchProposal or ProposalOver.
    """
    certificate_id = queries.find_certificate_id(session, proposal_id)
    if certificate_id is None:
        raise NoSuchProposal()
    rows.lock_certificate(session, certificate_id)
    proposal = queries.lock_proposal(session, proposal_id)
    assert proposal is not None  # proposals are never deleted
    if not rows.is_verifier(session, person_id=verifier_id, federation_id=proposal.federation_id):
        raise NoSuchProposal()
    if proposal.outcome is not None:
        raise ProposalOver(proposal.outcome)
    if proposal.lapses_at <= now:
        raise ProposalOver(ProposalOutcome.LAPSED)
    return proposal
