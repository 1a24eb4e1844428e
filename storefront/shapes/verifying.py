"""What a verifier sees: the queue, a certificate under review, what was decided about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storefront.shapes.base import Named, SchemeName
from storefront.shapes.proof import Covered, Evidence, Scheme, Step


@dataclass(frozen=True)
class Provisional:
    """What a scheme calls a state before its certificate in which goods may be sold, and how long it lasts at most."""

    name: str
    months: int | None = None


@dataclass(frozen=True)
class Permission:
    """Until when goods may be sold under the scheme before its certificate; `may_sell`: that counts now."""

    name: str
    last_day: str
    may_sell: bool


@dataclass(frozen=True)
class ReviewedScheme(Scheme):
    provisional: Provisional | None = None


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
    reason_code: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Preview:
    """What a decision would change if it counted now."""

    listings_lose: int = 0
    listings_keep_scheme: int = 0
    listings_left_bare: int = 0
    open_carts: int = 0
    orders: int = 0
    buyers_told: int = 0


@dataclass(frozen=True)
class WaitingAppeal:
    """An objection that somebody without a part in the decision has to decide."""

    id: str
    certificate_id: str
    reason: str
    filed_at: str
    number: str
    scheme_name: str
    holder: str


@dataclass(frozen=True)
class WaitingAppeals:
    data: tuple[WaitingAppeal, ...] = ()


@dataclass(frozen=True)
class WaitingAlert:
    """What somebody of the public said. Accepted, it disputes the certificate until it is settled."""

    id: str
    certificate_id: str
    body: str
    raised_at: str
    number: str
    scheme_name: str
    holder: str
    outcome: str | None = None
    public_note: str = ""


@dataclass(frozen=True)
class WaitingAlerts:
    data: tuple[WaitingAlert, ...] = ()


@dataclass(frozen=True)
class YearLine:
    """Decisions of one kind about one scheme's certificates, and how many days they waited."""

    scheme_name: str
    decision: str
    decisions: int
    certificates: int
    median_days: int | None = None
    longest_days: int | None = None


@dataclass(frozen=True)
class Year:
    year: int
    data: tuple[YearLine, ...] = ()


@dataclass(frozen=True)
class WaitingProposal:
    """What a colleague proposed, of a certificate by name."""

    certificate_id: str
    decision: str
    reason: str
    lapses_at: str
    number: str
    scheme_name: str
    holder: str


@dataclass(frozen=True)
class WaitingProposals:
    data: tuple[WaitingProposal, ...] = ()


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
    permission: Permission | None = None

    def reason_words(self, decision: str, code: str) -> str:
        """A reason code as people say it; empty where the decision can no longer be taken."""
        return next((one.text for one in self.reasons.get(decision, ()) if one.code == code), "")

    @property
    def verified(self) -> Decision | None:
        """The last decision that verified it."""
        return next(
            (one for one in sorted(self.decisions, key=lambda one: one.at)[::-1] if one.decision == "verify"), None
        )
