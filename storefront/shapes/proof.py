"""Certificates: what anyone may see, and what their holder sees."""

from dataclasses import dataclass

from storefront.shapes.base import Named


@dataclass(frozen=True)
class Question:
    """What a scheme wants looked at before its certificate is verified."""

    code: str
    text: str


@dataclass(frozen=True)
class Scheme:
    """A certification scheme. The four tests are those of Directive (EU) 2024/825; None is one nobody answered."""

    code: str
    name: str
    owner: str = ""
    assurance_class: str = ""
    assurance_text: str = ""
    register_url: str | None = None
    certifies: tuple[str, ...] = ()
    validity_months: int | None = None
    note: str = ""
    is_confirmed: bool = False
    is_open_to_all: bool | None = None
    has_expert_requirements: bool | None = None
    has_withdrawal_procedure: bool | None = None
    has_independent_monitoring: bool | None = None
    checklist: tuple[Question, ...] = ()


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
class Quantity:
    """What a certificate covers in all, in grams, and how much of it was sold with its claim."""

    total_grams: int
    used_grams: int
    left_grams: int


@dataclass(frozen=True)
class Dispute:
    """A federation looks into what somebody said about the holder; the words are the federation's."""

    note: str
    since: str


@dataclass(frozen=True)
class Shown:
    """Whether a label was shown at `at`, of what was known at `known_at`."""

    at: str
    known_at: str
    is_shown: bool
    state: str | None = None
    why_not_shown: str | None = None


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
    traceability: str | None = None
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
    disputes: tuple[Dispute, ...] = ()
    quantity: Quantity | None = None


def stands(state: str, why_not_shown: str | None) -> str:
    """A state as people see it: what was verified and is past its last day has expired, though nobody decided that."""
    return "expired" if (state, why_not_shown) == ("verified", "expired") else state


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

    @property
    def stands(self) -> str:
        """Its state as people see it."""
        return stands(self.state, self.why_not_shown)


@dataclass(frozen=True)
class Draft:
    """A certificate that was just written down."""

    id: str
