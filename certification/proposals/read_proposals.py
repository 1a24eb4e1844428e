"""What waits for a second verifier."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from certification.pages.facts import Proposed
from certification.proposals import queries
from models.decisions import DecisionProposal
from models.enums import ChecklistAnswer, ProposalOutcome, ReasonCode, VerificationDecision, VerificationMethod


def list_proposals(
    session: Session, *, federation_ids: Collection[str], certificate_id: str | None = None, now: datetime
) -> list[Proposed]:
    """What these federations proposed and nobody has answered, oldest first; also only about one certificate."""
    found = queries.list_open(session, federation_ids=sorted(federation_ids), certificate_id=certificate_id, now=now)
    return [proposed(row) for row in found]


def proposed(row: DecisionProposal) -> Proposed:
    """The proposal as it is told."""
    return Proposed(
        row.id,
        row.certificate_id,
        row.federation_id,
        VerificationDecision(row.decision),
        VerificationMethod(row.method),
        row.reason,
        row.effective_at,
        row.recheck_due_on,
        row.proposed_by,
        row.proposed_at,
        row.lapses_at,
        ProposalOutcome(row.outcome) if row.outcome else None,
        ReasonCode(row.reason_code) if row.reason_code else None,
        {question: ChecklistAnswer(answer) for question, answer in row.answers.items()},
    )
