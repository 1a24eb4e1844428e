"""What is read about certificates, by name."""

from dataclasses import dataclass
from datetime import date, datetime

from certification.permissions.rules import Permission
from certification.rules import WhyNot
from models.enums import (
    ActorKind,
    AssuranceClass,
    CertificateState,
    ChecklistAnswer,
    ProposalOutcome,
    ReasonCode,
    SubjectKind,
    Traceability,
    VerificationDecision,
    VerificationMethod,
)


@dataclass(frozen=True)
class SchemePage:
    """A scheme as anybody may read it. `is_confirmed`: somebody read the owner's own text for all of it."""

    id: str
    code: str
    name: str
    owner: str
    assurance_class: AssuranceClass
    certifies: list[str]
    number_pattern: str
    timezone: str
    register_url: str
    sell_through: str
    grace_days: int
    is_open_to_all: bool | None
    has_expert_requirements: bool | None
    has_withdrawal_procedure: bool | None
    has_independent_monitoring: bool | None
    validity_months: int | None
    suspension_months: int | None
    provisional: dict[str, object]
    checklist: list[dict[str, str]]
    premium_earmark: dict[str, object]
    premium_cash_cap: dict[str, object]
    proves: list[str]
    display: dict[str, str]
    codes: dict[str, str]
    facts: dict[str, dict[str, object]]
    is_confirmed: bool
    note: str


@dataclass(frozen=True)
class Party:
    """An organisation, named."""

    id: str
    slug: str
    name: str
    country: str


@dataclass(frozen=True)
class Name:
    """What people call a certificate."""

    number: str
    scheme: str
    holder: str


@dataclass(frozen=True)
class CoveredThing:
    """One subject of a certificate, with what people call it."""

    kind: SubjectKind
    ref: str
    label: str


@dataclass(frozen=True)
class CoveredProduct:
    id: str
    slug: str
    name: str


@dataclass(frozen=True)
class Document:
    """A document, without its content."""

    id: str
    title: str
    media_type: str
    size_bytes: int
    sha256: str
    created_at: datetime


@dataclass(frozen=True)
class Decision:
    """What a federation said, and how it came to know. `evidence_sha256` names each document that was seen."""

    federation_id: str
    federation_name: str
    decision: VerificationDecision
    method: VerificationMethod
    reason_code: ReasonCode | None
    reason: str
    checked_at: datetime
    recheck_due_on: date | None
    evidence_sha256: list[str]
    answers: dict[str, ChecklistAnswer]


@dataclass(frozen=True)
class HistoryEntry:
    """One step: since when it was so (`at`), and since when it is known."""

    from_state: CertificateState | None
    to_state: CertificateState
    at: datetime
    recorded_at: datetime
    reason: str
    actor_kind: ActorKind


@dataclass(frozen=True)
class CertificateFace:
    """What stands on a certificate and how far our record of it has come."""

    id: str
    scheme: SchemePage
    holder: Party
    number: str
    state: CertificateState
    statement: str
    issued_by: str
    audit_on: date | None
    valid_from: date
    valid_to: date
    traceability: Traceability | None
    public_reason: str | None
    supersedes_id: str | None
    submitted_at: datetime | None
    version: int


@dataclass(frozen=True)
class Dispute:
    """An alert of the public that a federation accepted and nobody has settled, in the federation's words."""

    note: str
    since: datetime


@dataclass(frozen=True)
class Proof:
    """Everything behind a label, for anybody. `state` is the one in force: an end that is announced has not come."""

    face: CertificateFace
    state: CertificateState
    covers: list[CoveredThing]
    is_shown: bool
    why_not_shown: WhyNot | None
    verified: Decision | None
    evidence: list[Document]
    history: list[HistoryEntry]
    products: list[CoveredProduct]
    disputes: list[Dispute]


@dataclass(frozen=True)
class Proposed:
    """A decision that waits for a second verifier. `effective_at` is empty for one that counts when confirmed."""

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


@dataclass(frozen=True)
class Review:
    """A certificate as a federation in charge reads it. `possible`: what it can decide now; `federations`: as whom."""

    face: CertificateFace
    covers: list[CoveredThing]
    evidence: list[Document]
    history: list[HistoryEntry]
    decisions: list[Decision]
    possible: list[VerificationDecision]
    federations: list[Party]
    has_conflict: bool
    is_history_intact: bool
    proposals: list[Proposed]
    permission: Permission | None


@dataclass(frozen=True)
class OwnCertificate:
    """One line of a producer's list. `question` is what a federation last asked, while it waits for an answer;
    `reason_code` why it decided against it.

    What was never verified is not shown, and there is no other reason for it.
    """

    id: str
    scheme_code: str
    scheme_name: str
    number: str
    state: CertificateState
    valid_from: date
    valid_to: date
    submitted_at: datetime | None
    documents: int
    question: str | None
    public_reason: str | None
    reason_code: ReasonCode | None = None
    is_shown: bool = False
    why_not_shown: WhyNot | None = None
