"""Schemes, certificates, proofs and decisions, as the API shows them."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import ConfigDict, Field, StringConstraints

from api.schemas.base import WRITTEN_OUT, In, LongText, Out, ShortText, Text
from api.schemas.quantities import QuantityOut
from certification.display import assurance_text
from certification.pages.facts import (
    Decision,
    Document,
    HistoryEntry,
    OwnCertificate,
    Proof,
    SchemePage,
)
from certification.pages.held_queries import Quantity
from certification.reasons.words import reason_text
from certification.rules import WhyNot
from models.enums import (
    ActorKind,
    AssuranceClass,
    CertificateState,
    ChecklistAnswer,
    ReasonCode,
    SubjectKind,
    Traceability,
    VerificationDecision,
    VerificationMethod,
)

# JSON has no dates and no enums: these are read from text, everything else stays strict. The bounds keep days of grace
# and timezones inside the calendar that PostgreSQL and Python share.
Day = Annotated[date, Field(strict=False, ge=date(1900, 1, 1), le=date(2200, 12, 31)), WRITTEN_OUT]
Number = Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


AnswersIn = Annotated[
    dict[Annotated[Text, StringConstraints(max_length=40)], Annotated[ChecklistAnswer, Field(strict=False)]],
    Field(max_length=50, description="To the scheme's `checklist`, by code; a verification needs all of them"),
]


class SubjectIn(In):
    """One thing that the certificate covers: an id, a category's code, or the words of a site or harvest."""

    kind: Annotated[SubjectKind, Field(strict=False)]
    ref: ShortText


class CertificateIn(In):
    """What stands on a certificate. `valid_to` is its last day; no subjects: all that the holder makes."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "scheme": "fairtrade",
                    "number": "990552",
                    "statement": "Small producer organisation, coffee",
                    "issued_by": "FLOCERT",
                    "audit_on": "2026-03-14",
                    "valid_from": "2026-04-01",
                    "valid_to": "2029-03-31",
                    "subjects": [{"kind": "category", "ref": "coffee"}],
                }
            ]
        },
    )

    scheme: ShortText
    number: Number
    statement: LongText = ""
    issued_by: Annotated[Text, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    audit_on: Day | None = None
    valid_from: Day
    valid_to: Day
    subjects: Annotated[list[SubjectIn], Field(max_length=200, default_factory=list)]
    supersedes_id: Annotated[Text, StringConstraints(max_length=64)] | None = None
    traceability: (
        Annotated[
            Traceability,
            Field(
                strict=False, description="Whether certified goods are kept apart from others; null: it does not say"
            ),
        ]
        | None
    ) = None
    quantity_grams: (
        Annotated[
            int,
            Field(
                ge=1,
                le=10**15,
                description="What the certificate covers in all, in grams: what is sold with its claim uses it up",
            ),
        ]
        | None
    ) = None


class DecisionIn(In):
    """What a federation decides. `effective_on` is a day in the scheme's timezone, today when it is left out.

    A decision against the holder needs a `reason_code`; the review names those that there are.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "federation_id": "org_01kb3v6c2ve6r8x7q4p1zt9m5n",
                    "decision": "verify",
                    "method": "register_lookup",
                    "reason": "Register entry found by number; coffee listed, honey not listed.",
                    "recheck_due_on": "2027-03-01",
                }
            ]
        },
    )

    federation_id: Annotated[Text, StringConstraints(max_length=64)]
    decision: Annotated[VerificationDecision, Field(strict=False)]
    method: Annotated[VerificationMethod, Field(strict=False)]
    reason: Annotated[Text, StringConstraints(strip_whitespace=True, max_length=2000)]
    effective_on: Day | None = None
    recheck_due_on: Day | None = None
    reason_code: Annotated[ReasonCode, Field(strict=False)] | None = None
    answers: AnswersIn = Field(default_factory=dict)


class DeclineIn(In):
    """Why a proposed decision is not taken; the federation's verifiers read it."""

    reason: Annotated[Text, StringConstraints(strip_whitespace=True, max_length=2000)]


class SurrenderIn(In):
    """Why the holder gives a certificate back; it is shown to everybody."""

    reason: Annotated[Text, StringConstraints(strip_whitespace=True, max_length=2000)]


class SchemeShortOut(Out):
    """The scheme of a certificate."""

    code: str
    name: str
    owner: str
    assurance_class: AssuranceClass
    assurance_text: str
    register_url: str
    certifies: list[str]

    @classmethod
    def of(cls, scheme: SchemePage, lang: str) -> Self:
        return cls(
            code=scheme.code,
            name=scheme.name,
            owner=scheme.owner,
            assurance_class=scheme.assurance_class,
            assurance_text=assurance_text(scheme.assurance_class, lang),
            register_url=scheme.register_url,
            certifies=scheme.certifies,
        )


class SchemeNameOut(Out):
    code: str
    name: str


class PartyOut(Out):
    id: str
    slug: str
    name: str
    country: str


class NamedOut(Out):
    id: str
    name: str


class CoveredOut(Out):
    kind: SubjectKind
    ref: str
    label: str


class CoveredProductOut(Out):
    id: str
    slug: str
    name: str


class VerifiedOut(Out):
    """The last verification: who, how, when, why."""

    by: NamedOut
    method: VerificationMethod
    at: datetime
    reason: str
    recheck_due_on: date | None

    @classmethod
    def of(cls, decision: Decision) -> Self:
        return cls(
            by=NamedOut(id=decision.federation_id, name=decision.federation_name),
            method=decision.method,
            at=decision.checked_at,
            reason=decision.reason,
            recheck_due_on=decision.recheck_due_on,
        )


class EvidenceFaceOut(Out):
    """That a document exists, and its SHA-256 in hex. Its content is for the holder and the federations."""

    title: str
    media_type: str
    size: int
    sha256: str


class HistoryOut(Out):
    """One step: `at` is since when it was so, `recorded_at` since when it is known."""

    from_state: CertificateState | None
    to_state: CertificateState
    at: datetime
    recorded_at: datetime
    reason: str
    actor_kind: ActorKind

    @classmethod
    def of(cls, entry: HistoryEntry) -> Self:
        return cls(**vars(entry))


class DisputeOut(Out):
    """Somebody raised an alert about the holder that a federation looks into; the words are the federation's."""

    note: str
    since: datetime


class ProofOut(Out):
    """Everything behind a label. `why_not_shown` says why products do not carry it at this moment."""

    id: str
    scheme: SchemeShortOut
    number: str
    holder: PartyOut
    statement: str
    covers: list[CoveredOut]
    traceability: Traceability | None
    state: CertificateState
    is_shown: bool
    why_not_shown: WhyNot | None
    valid_from: date
    valid_to: date
    issued_by: str
    audit_on: date | None
    verified: VerifiedOut | None
    public_reason: str | None
    evidence: list[EvidenceFaceOut]
    history: list[HistoryOut]
    products: list[CoveredProductOut]
    disputes: list[DisputeOut]
    quantity: QuantityOut | None

    @classmethod
    def of(cls, proof: Proof, lang: str, *, quantity: Quantity | None = None) -> Self:
        face = proof.face
        return cls(
            id=face.id,
            scheme=SchemeShortOut.of(face.scheme, lang),
            number=face.number,
            holder=PartyOut.model_validate(face.holder),
            statement=face.statement,
            covers=[CoveredOut.model_validate(thing) for thing in proof.covers],
            traceability=face.traceability,
            state=proof.state,
            is_shown=proof.is_shown,
            why_not_shown=proof.why_not_shown,
            valid_from=face.valid_from,
            valid_to=face.valid_to,
            issued_by=face.issued_by,
            audit_on=face.audit_on,
            verified=VerifiedOut.of(proof.verified) if proof.verified else None,
            public_reason=face.public_reason,
            evidence=[
                EvidenceFaceOut(
                    title=document.title,
                    media_type=document.media_type,
                    size=document.size_bytes,
                    sha256=document.sha256,
                )
                for document in proof.evidence
            ],
            history=[HistoryOut.of(entry) for entry in proof.history],
            products=[CoveredProductOut.model_validate(product) for product in proof.products],
            disputes=[DisputeOut(note=dispute.note, since=dispute.since) for dispute in proof.disputes],
            quantity=QuantityOut.of(quantity),
        )


class ShownOut(Out):
    """What counted at `at`, of what was on record at `known_at`; null: nothing of it was public yet."""

    at: datetime
    known_at: datetime
    state: CertificateState | None
    is_shown: bool
    why_not_shown: WhyNot | None


class CertificateOut(Out):
    """A certificate after a step. `claim_from` and `claim_until` bound its claim as far as decisions do."""

    id: str
    scheme_id: str
    number: str
    holder_id: str
    state: CertificateState
    valid_from: date
    valid_to: date
    claim_from: datetime | None
    claim_until: datetime | None
    public_reason: str | None
    supersedes_id: str | None
    submitted_at: datetime | None
    version: int


class OwnCertificateOut(Out):
    """One of a producer's certificates. `question` is what a federation asked and waits for; `reason_text` is
    why it decided against the certificate."""

    id: str
    scheme: SchemeNameOut
    number: str
    state: CertificateState
    valid_from: date
    valid_to: date
    submitted_at: datetime | None
    documents: int
    question: str | None
    public_reason: str | None
    reason_code: ReasonCode | None
    reason_text: str | None
    is_shown: bool
    why_not_shown: WhyNot | None

    @classmethod
    def of(cls, own: OwnCertificate, lang: str) -> Self:
        return cls(
            id=own.id,
            scheme=SchemeNameOut(code=own.scheme_code, name=own.scheme_name),
            number=own.number,
            state=own.state,
            valid_from=own.valid_from,
            valid_to=own.valid_to,
            submitted_at=own.submitted_at,
            documents=own.documents,
            question=own.question,
            public_reason=own.public_reason,
            reason_code=own.reason_code,
            reason_text=reason_text(own.reason_code, lang) if own.reason_code else None,
            is_shown=own.is_shown,
            why_not_shown=own.why_not_shown,
        )


class EvidenceOut(Out):
    """A document, by its content's type; the SHA-256 in hex."""

    id: str
    title: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime

    @classmethod
    def of(cls, document: Document) -> Self:
        return cls(
            id=document.id,
            title=document.title,
            media_type=document.media_type,
            size=document.size_bytes,
            sha256=document.sha256,
            created_at=document.created_at,
        )
