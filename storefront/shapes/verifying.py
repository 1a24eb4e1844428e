"""What a verifier sees: the queue, a certificate under review, what was decided about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storefront.shapes.base import Named, SchemeName
from storefront.shapes.proof import Covered, Evidence, Scheme, Step


@dataclass(frozen=True)
class Question:
    """What a scheme wants looked at before its certificate is verified."""

    code: str
    text: str


@dataclass(frozen=True)
class ReviewedScheme(Scheme):
    checklist: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Reason:
    """One of the reasons that a decision can have."""

    code: str
    text: str


@dataclass(frozen=True)
class QueueItem:
    """A certificate that a verifier has to look at; `due_on` is the last day before something is missing."""

    id: str
    number: str
    state: str
    scheme: Scheme
    holder: Named
    valid_to: str | None = None
    submitted_at: str | None = None
    documents: int = 0
    due_on: str | None = None
    renewal_id: str | None = None


@dataclass(frozen=True)
class QueueSummary:
    """How much each view of the queue holds, and what it can be narrowed to."""

    counts: Mapping[str, int]
    schemes: tuple[SchemeName, ...] = ()
    countries: tuple[str, ...] = ()
    reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class RefusedDecision:
    code: str
    title: str


@dataclass(frozen=True)
class Reviewed:
    """What became of one certificate out of several."""

    certificate_id: str
    number: str | None = None
    holder: str | None = None
    state: str | None = None
    refused: RefusedDecision | None = None


@dataclass(frozen=True)
class BulkReview:
    decided: int
    refused: int
    data: tuple[Reviewed, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What a federation said about a certificate, earlier."""

    decision: str
    method: str
    reason: str
    at: str
    by: Named | None = None
    recheck_due_on: str | None = None
    reason_text: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """A decision that waits for a second verifier; until then nothing has changed."""

    id: str
    decision: str
    reason: str
    proposed_at: str
    lapses_at: str
    effective_at: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Decided:
    """What came of a decision: a certificate, or a proposal that says until when it waits."""

    id: str
    lapses_at: str | None = None


@dataclass(frozen=True)
class Review:
    """A certificate as its verifier sees it; `possible` are the decisions that can be taken now."""

    id: str
    scheme: ReviewedScheme
    number: str
    holder: Named
    state: str
    statement: str | None = None
    issued_by: str | None = None
    audit_on: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    submitted_at: str | None = None
    public_reason: str | None = None
    covers: tuple[Covered, ...] = ()
    traceability: str | None = None
    evidence: tuple[Evidence, ...] = ()
    decisions: tuple[Decision, ...] = ()
    history: tuple[Step, ...] = ()
    possible: tuple[str, ...] = ()
    reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    has_conflict: bool = False
    is_history_intact: bool = True
    proposals: tuple[Proposal, ...] = ()

    @property
    def verified(self) -> Decision | None:
        """The last decision that verified it."""
        return next(
            (one for one in sorted(self.decisions, key=lambda one: one.at)[::-1] if one.decision == "verify"), None
        )
