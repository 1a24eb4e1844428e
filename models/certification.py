"""Schemes, mandates, certificates and what was decided about them. No row says that a product is fair."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from models.base import (
    Table,
    check,
    json_object,
    made_at,
    maybe_ref,
    moment,
    one_of,
    own_id,
    ref,
    text_list,
    words,
)
from models.enums import (
    ActorKind,
    AssuranceClass,
    CertificateState,
    ReasonCode,
    SellThrough,
    SubjectKind,
    Traceability,
    VerificationDecision,
    VerificationMethod,
)


class Scheme(Table, table=True):
    """A certification scheme as data, with the four tests of Directive (EU) 2024/825."""

    __tablename__ = "scheme"
    __table_args__ = (
        one_of("assurance_class", AssuranceClass),
        one_of("sell_through", SellThrough),
        # PostgreSQL refuses a timezone it does not know by raising; a read of claims must never be the first to try.
        check("timezone_known", "timestamp '2000-01-01' at time zone timezone is not null"),
        check("months_positive", "least(validity_months, suspension_months) > 0"),
        # What only lets goods be sold never lets a claim be made.
        check("provisional_claims_nothing", "provisional ->> 'may_claim' is distinct from 'true'"),
    )

    id: str = own_id("std")
    code: str = words(unique=True)
    name: str = words()
    owner: str = words()
    assurance_class: AssuranceClass = words()
    certifies: list[str] = text_list()
    number_pattern: str = words(default="")
    timezone: str = words(default="UTC")
    register_url: str = words(default="")
    sell_through: SellThrough = words(default=SellThrough.NONE)
    grace_days: int = Field(default=0)
    is_open_to_all: bool | None = None
    has_expert_requirements: bool | None = None
    has_withdrawal_procedure: bool | None = None
    has_independent_monitoring: bool | None = None
    is_confirmed: bool = Field(default=True)
    codes: dict[str, str] = json_object(default_factory=dict)
    # What a claim of it proves when a text says so (fair_trade, organic …), and what people call it.
    proves: list[str] = text_list()
    spoken_names: list[str] = text_list()
    validity_months: int | None = None
    suspension_months: int | None = None
    provisional: dict[str, object] = json_object(default_factory=dict)
    # What a verifier answers before verifying: a code, and the question by language.
    checklist: list[dict[str, str]] = json_object(default_factory=list)
    # What may be shown of it, by country, where that is less than the rules let: text or none.
    display: dict[str, str] = json_object(default_factory=dict)
    # What of a premium is bound to a use, and how much of it may be cash: see `market.fund.premium.binding`.
    premium_earmark: dict[str, object] = json_object(default_factory=dict)
    premium_cash_cap: dict[str, object] = json_object(default_factory=dict)
    # Where each fact comes from: its name to {source, confirmed}.
    facts: dict[str, dict[str, object]] = json_object(default_factory=dict)
    note: str = words(default="")
    created_at: datetime = made_at()


class Mandate(Table, table=True):
    """A federation may verify a scheme's certificates, in some countries and sectors; empty lists mean all."""

    __tablename__ = "mandate"
    __table_args__ = (
        Index(
            "uq_mandate_open",
            "federation_id",
            "scheme_id",
            unique=True,
            postgresql_where=text("withdrawn_at is null"),
        ),
    )

    id: str = own_id("man")
    federation_id: str = ref("organisation.id")
    scheme_id: str = ref("scheme.id", index=True)
    countries: list[str] = text_list()
    categories: list[str] = text_list()
    granted_by: str | None = maybe_ref("person.id")
    delegated_from: str | None = maybe_ref("mandate.id")
    granted_at: datetime = moment()
    withdrawn_at: datetime | None = moment(default=None, nullable=True)


class Certificate(Table, table=True):
    """What a scheme said about a holder, and how far the platform's record of it has come.

    `valid_to` is the last day of validity. `claim_from` is when the first verification, or the last lifting of a
    suspension, took effect; `claim_until` when a suspension, withdrawal, surrender or renewal takes effect, empty while
    there is none. What was shown earlier is told by the events.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        one_of("state", CertificateState),
        one_of("traceability", Traceability),
        check("dates_in_order", "valid_to >= valid_from"),
        Index(
            "uq_certificate_number",
            "scheme_id",
            "number",
            "holder_id",
            # A scheme renews a certificate under the same number.
            "valid_from",
            unique=True,
            postgresql_where=text("state not in ('draft', 'rejected', 'superseded')"),
        ),
        Index("ix_certificate_scheme", "scheme_id", "state"),
        Index("ix_certificate_holder", "holder_id", "state"),
        Index("ix_certificate_queue", "state", "submitted_at"),
        Index("ix_certificate_renewal", "supersedes_id", postgresql_where=text("supersedes_id is not null")),
    )

    id: str = own_id("crt")
    scheme_id: str = ref("scheme.id")
    number: str = words()
    holder_id: str = ref("organisation.id")
    state: CertificateState = words(default=CertificateState.DRAFT)
    statement: str = words(default="")
    issued_by: str = words(default="")
    audit_on: date | None = None
    valid_from: date
    valid_to: date
    traceability: Traceability | None = words(default=None, nullable=True)
    quantity_grams: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    claim_from: datetime | None = moment(default=None, nullable=True)
    claim_until: datetime | None = moment(default=None, nullable=True)
    public_reason: str | None = words(default=None, nullable=True)
    supersedes_id: str | None = maybe_ref("certificate.id")
    submitted_by: str | None = maybe_ref("person.id")
    submitted_at: datetime | None = moment(default=None, nullable=True)
    version: int = Field(default=1)
    created_at: datetime = made_at()


class CertificateSubject(Table, table=True):
    """One thing the certificate covers. AND between kinds, OR within one; no row of a kind means no limit by it."""

    __tablename__ = "certificate_subject"
    __table_args__ = (
        one_of("kind", SubjectKind),
        Index("ix_certificate_subject_organisation", "ref", postgresql_where=text("kind = 'organisation'")),
    )

    certificate_id: str = ref("certificate.id", primary_key=True)
    kind: SubjectKind = words(primary_key=True)
    ref: str = words(primary_key=True)


class Evidence(Table, table=True):
    """A document behind a certificate. Immutable once submitted: its hash is shown and checked at each download."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("certificate_id", "sha256"),)

    id: str = own_id("evd")
    certificate_id: str = ref("certificate.id")
    title: str = words()
    media_type: str = words()
    size_bytes: int
    sha256: bytes = Field(sa_type=LargeBinary)
    path: str = words()
    uploaded_by: str | None = maybe_ref("person.id")
    created_at: datetime = made_at()


class Verification(Table, table=True):
    """What a federation did: who, under which mandate, by which method, with what reason."""

    __tablename__ = "verification"
    __table_args__ = (
        one_of("method", VerificationMethod),
        one_of("decision", VerificationDecision),
        one_of("reason_code", ReasonCode),
        check("reason_given", "length(btrim(reason)) >= 10"),
    )

    id: str = own_id("ver")
    certificate_id: str = ref("certificate.id", index=True)
    federation_id: str = ref("organisation.id")
    mandate_id: str = ref("mandate.id")
    verifier_id: str = ref("person.id")
    confirmed_by: str | None = maybe_ref("person.id")
    method: VerificationMethod = words()
    decision: VerificationDecision = words()
    reason_code: ReasonCode | None = words(default=None, nullable=True)
    reason: str = words()
    evidence_sha256: str = words(default="")
    # By the code of the scheme's question; what was asked then is told by the scheme's changes.
    answers: dict[str, str] = json_object(default_factory=dict)
    checked_at: datetime = moment()
    recheck_due_on: date | None = None


class CertificationEvent(Table, table=True):
    """Append-only: what was so (`effective_at`), when we came to know it (`recorded_at`), chained by hash."""

    __tablename__ = "certification_event"
    __table_args__ = (
        one_of("actor_kind", ActorKind),
        one_of("from_state", CertificateState),
        one_of("to_state", CertificateState),
        UniqueConstraint("certificate_id", "sequence"),
    )

    id: str = own_id("cev")
    certificate_id: str = ref("certificate.id")
    sequence: int
    actor_kind: ActorKind = words()
    actor_id: str | None = maybe_ref("person.id")
    from_state: CertificateState | None = words(default=None, nullable=True)
    to_state: CertificateState = words()
    reason: str = words(default="")
    effective_at: datetime = moment()
    recorded_at: datetime = moment()
    previous_hash: bytes = Field(sa_type=LargeBinary)
    hash: bytes = Field(sa_type=LargeBinary)
