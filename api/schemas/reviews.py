"""What a federation reads before it decides."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Self

from api.schemas.base import Out
from api.schemas.certification import (
    CoveredOut,
    EvidenceOut,
    HistoryOut,
    NamedOut,
    PartyOut,
    SchemeNameOut,
)
from api.schemas.permissions import PermissionOut
from api.schemas.schemes import SchemeOut
from certification.pages.facts import Decision, Proposed, Review
from certification.queue.facts import QueueSummary, QueueView, Waiting
from certification.reasons.rules import REASONS
from certification.reasons.words import reason_text
from models.enums import (
    CertificateState,
    ChecklistAnswer,
    ProposalOutcome,
    ReasonCode,
    Traceability,
    VerificationDecision,
    VerificationMethod,
)


class ReasonOut(Out):
    """One of the reasons that a decision can have, in words."""

    code: ReasonCode
    text: str


class WaitingOut(Out):
    """One line of the queue.

    `due_on` is the last day of what a renewal follows, of what runs out, or of the recheck; null for what only waits.
    `renewal_id` is the certificate that was handed in to follow this one.
    """

    id: str
    scheme: SchemeNameOut
    number: str
    holder: PartyOut
    state: CertificateState
    valid_from: date
    valid_to: date
    submitted_at: datetime
    documents: int
    due_on: date | None
    renewal_id: str | None

    @classmethod
    def of(cls, waiting: Waiting) -> Self:
        return cls(
            id=waiting.id,
            scheme=SchemeNameOut(code=waiting.scheme_code, name=waiting.scheme_name),
            number=waiting.number,
            holder=PartyOut.model_validate(waiting.holder),
            state=waiting.state,
            valid_from=waiting.valid_from,
            valid_to=waiting.valid_to,
            submitted_at=waiting.submitted_at,
            documents=waiting.documents,
            due_on=waiting.due_on,
            renewal_id=waiting.renewal_id,
        )


class QueueSummaryOut(Out):
    """How many certificates each view of the queue holds; the schemes and countries of any of them, and the
    reasons that decisions can have, to choose from."""

    counts: dict[QueueView, int]
    schemes: list[SchemeNameOut]
    countries: list[str]
    reasons: dict[VerificationDecision, list[ReasonOut]]

    @classmethod
    def of(cls, summary: QueueSummary, lang: str) -> Self:
        return cls(
            counts=summary.counts,
            schemes=[SchemeNameOut(code=code, name=name) for code, name in summary.schemes],
            countries=summary.countries,
            reasons=_reasons(REASONS, lang),
        )


class DecisionOut(Out):
    """What a federation said. `evidence_sha256` names each document that it had before it; `reason_text` is
    the code in words."""

    by: NamedOut
    decision: VerificationDecision
    method: VerificationMethod
    reason_code: ReasonCode | None
    reason_text: str | None
    reason: str
    at: datetime
    recheck_due_on: date | None
    evidence_sha256: list[str]
    answers: dict[str, ChecklistAnswer]

    @classmethod
    def of(cls, decision: Decision, lang: str) -> Self:
        return cls(
            by=NamedOut(id=decision.federation_id, name=decision.federation_name),
            decision=decision.decision,
            method=decision.method,
            reason_code=decision.reason_code,
            reason_text=reason_text(decision.reason_code, lang) if decision.reason_code else None,
            reason=decision.reason,
            at=decision.checked_at,
            recheck_due_on=decision.recheck_due_on,
            evidence_sha256=decision.evidence_sha256,
            answers=decision.answers,
        )


class ProposalOut(Out):
    """A decision that waits for another verifier of the federation; until it is confirmed nothing has changed.

    `effective_at` is null for one that counts from its confirmation; `outcome` is null while it is open.
    """

    id: str
    certificate_id: str
    federation_id: str
    decision: VerificationDecision
    method: VerificationMethod
    reason: str
    effective_at: datetime | None
    recheck_due_on: date | None
    proposed_by: str
    proposed_at: datetime
    lapses_at: datetime
    outcome: ProposalOutcome | None
    reason_code: ReasonCode | None
    answers: dict[str, ChecklistAnswer]

    @classmethod
    def of(cls, proposal: Proposed) -> Self:
        return cls(**vars(proposal))


class NamedProposalOut(ProposalOut):
    """The same with what people call its certificate."""

    number: str
    scheme_name: str
    holder: str


class ProposalsOut(Out):
    data: list[NamedProposalOut]


class ReviewOut(Out):
    """A certificate with all that was said about it, what can be decided now and why, and as which federation.

    `has_conflict`: you are tied to whom it is about, or handed it in, so you cannot decide. `is_history_intact`: the
    chain of hashes over its history holds. `proposals`: what waits for a second verifier of your federations.
    `permission`: the last to sell before the certificate is issued, whether or not it still counts.
    """

    id: str
    scheme: SchemeOut
    number: str
    holder: PartyOut
    statement: str
    issued_by: str
    audit_on: date | None
    valid_from: date
    valid_to: date
    state: CertificateState
    submitted_at: datetime | None
    supersedes_id: str | None
    public_reason: str | None
    covers: list[CoveredOut]
    traceability: Traceability | None
    evidence: list[EvidenceOut]
    decisions: list[DecisionOut]
    history: list[HistoryOut]
    possible: list[VerificationDecision]
    reasons: dict[VerificationDecision, list[ReasonOut]]
    federations: list[PartyOut]
    has_conflict: bool
    is_history_intact: bool
    proposals: list[ProposalOut]
    permission: PermissionOut | None
    version: int

    @classmethod
    def of(cls, review: Review, lang: str) -> Self:
        face = review.face
        return cls(
            id=face.id,
            scheme=SchemeOut.of(face.scheme, lang),
            number=face.number,
            holder=PartyOut.model_validate(face.holder),
            statement=face.statement,
            issued_by=face.issued_by,
            audit_on=face.audit_on,
            valid_from=face.valid_from,
            valid_to=face.valid_to,
            state=face.state,
            submitted_at=face.submitted_at,
            supersedes_id=face.supersedes_id,
            public_reason=face.public_reason,
            covers=[CoveredOut.model_validate(thing) for thing in review.covers],
            traceability=face.traceability,
            evidence=[EvidenceOut.of(document) for document in review.evidence],
            decisions=[DecisionOut.of(decision, lang) for decision in review.decisions],
            history=[HistoryOut.of(entry) for entry in review.history],
            possible=review.possible,
            reasons=_reasons(review.possible, lang),
            federations=[PartyOut.model_validate(federation) for federation in review.federations],
            has_conflict=review.has_conflict,
            is_history_intact=review.is_history_intact,
            proposals=[ProposalOut.of(proposal) for proposal in review.proposals],
            permission=PermissionOut.of(review.permission) if review.permission else None,
            version=face.version,
        )


def _reasons(decisions: Iterable[VerificationDecision], lang: str) -> dict[VerificationDecision, list[ReasonOut]]:
    return {
        decision: [ReasonOut(code=code, text=reason_text(code, lang)) for code in REASONS[decision]]
        for decision in decisions
        if decision in REASONS
    }
