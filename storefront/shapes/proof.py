"""Certificates: what anyone may see, and what a verifier sees."""

from dataclasses import dataclass

from storefront.shapes.base import Named


@dataclass(frozen=True)
class Scheme:
    code: str
    name: str
    owner: str = ""
    assurance_class: str = ""
    assurance_text: str = ""
    register_url: str | None = None
    certifies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Covered:
    kind: str
    ref: str | None = None
    label: str | None = None


@dataclass(frozen=True)
class Verified:
    """Who looked, how, when, and what they saw."""

    at: str
    method: str
    by: Named | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Evidence:
    """A document's fingerprint; `id` is there for those who may open it."""

    title: str
    media_type: str
    size: int
    sha256: str
    id: str | None = None


@dataclass(frozen=True)
class Step:
    """One move in a certificate's life."""

    to_state: str
    at: str
    from_state: str | None = None
    recorded_at: str | None = None
    reason: str | None = None
    actor_kind: str | None = None


@dataclass(frozen=True)
class ProductName:
    id: str
    name: str
    slug: str | None = None


@dataclass(frozen=True)
class Proof:
    """A certificate's public page."""

    id: str
    scheme: Scheme
    number: str
    holder: Named
    state: str
    is_shown: bool
    statement: str | None = None
    covers: tuple[Covered, ...] = ()
    why_not_shown: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    issued_by: str | None = None
    audit_on: str | None = None
    verified: Verified | None = None
    public_reason: str | None = None
    evidence: tuple[Evidence, ...] = ()
    history: tuple[Step, ...] = ()
    products: tuple[ProductName, ...] = ()


@dataclass(frozen=True)
class QueueItem:
    """A certificate that waits for a verifier."""

    id: str
    number: str
    state: str
    scheme: Scheme
    holder: Named
    valid_to: str | None = None
    submitted_at: str | None = None
    documents: int = 0


@dataclass(frozen=True)
class Decision:
    """What a federation said about a certificate, earlier."""

    decision: str
    method: str
    reason: str
    at: str
    by: Named | None = None
    recheck_due_on: str | None = None


@dataclass(frozen=True)
class Proposal:
    """A decision that waits for a second verifier; until then nothing has changed."""

    id: str
    decision: str
    reason: str
    proposed_at: str
    lapses_at: str
    effective_at: str | None = None


@dataclass(frozen=True)
class Decided:
    """What came of a decision: a certificate, or a proposal that says until when it waits."""

    id: str
    lapses_at: str | None = None


@dataclass(frozen=True)
class Review:
    """A certificate as its verifier sees it; `possible` are the decisions that can be taken now."""

    id: str
    scheme: Scheme
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
    evidence: tuple[Evidence, ...] = ()
    decisions: tuple[Decision, ...] = ()
    history: tuple[Step, ...] = ()
    possible: tuple[str, ...] = ()
    has_conflict: bool = False
    is_history_intact: bool = True
    proposals: tuple[Proposal, ...] = ()

    @property
    def verified(self) -> Decision | None:
        """The last decision that verified it."""
        return next(
            (one for one in sorted(self.decisions, key=lambda one: one.at)[::-1] if one.decision == "verify"), None
        )


@dataclass(frozen=True)
class OwnCertificate:
    """A certificate in its holder's list; `question` is what a verifier asked and waits for."""

    id: str
    number: str
    state: str
    scheme: Scheme
    valid_from: str | None = None
    valid_to: str | None = None
    documents: int = 0
    question: str | None = None
    is_shown: bool = False
    why_not_shown: str | None = None


@dataclass(frozen=True)
class Draft:
    """A certificate that was just written down."""

    id: str
