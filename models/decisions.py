"""What more than one has to agree to, or may object to: proposals, appeals, alerts of the public, and what was said."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field

from models.base import Table, check, json_object, maybe_ref, moment, one_of, own_id, ref, words
from models.enums import (
    AppealOutcome,
    ProposalOutcome,
    PublicAlertOutcome,
    ReasonCode,
    RegisterOutcome,
    VerificationDecision,
    VerificationMethod,
)


class DecisionProposal(Table, table=True):
    """A decision that a second verifier of the same federation has to confirm. Until then nothing has changed.

    `effective_at` is empty for one that counts from its confirmation. `confirmed_version` is the version of the
    certificate that the confirmation made: it stands for this one step.
    """

    __tablename__ = "decision_proposal"
    __table_args__ = (
        one_of("decision", VerificationDecision),
        one_of("method", VerificationMethod),
        one_of("outcome", ProposalOutcome),
        one_of("reason_code", ReasonCode),
        check("reason_given", "length(btrim(reason)) >= 10"),
        check("closed_whole", "(outcome is null) = (closed_at is null)"),
        check("confirmed_once", "(outcome is not distinct from 'confirmed') = (confirmed_version is not null)"),
        check("two_people", "outcome is distinct from 'confirmed' or coalesce(closed_by, proposed_by) <> proposed_by"),
        Index(
            "uq_decision_proposal_open",
            "certificate_id",
            "federation_id",
            unique=True,
            postgresql_where=text("outcome is null"),
        ),
    )

    id: str = own_id("prp")
    certificate_id: str = ref("certificate.id", index=True)
    federation_id: str = ref("organisation.id")
    decision: VerificationDecision = words()
    method: VerificationMethod = words()
    reason_code: ReasonCode | None = words(default=None, nullable=True)
    reason: str = words()
    effective_at: datetime | None = moment(default=None, nullable=True)
    recheck_due_on: date | None = None
    answers: dict[str, str] = json_object(default_factory=dict)
    proposed_by: str = ref("person.id")
    proposed_at: datetime = moment()
    lapses_at: datetime = moment()
    outcome: ProposalOutcome | None = words(default=None, nullable=True)
    closed_by: str | None = maybe_ref("person.id")
    closed_at: datetime | None = moment(default=None, nullable=True)
    closing_reason: str = words(default="")
    confirmed_version: int | None = None


class Appeal(Table, table=True):
    """The holder's objection to one decision; somebody who had no part in it decides. One per decision."""

    __tablename__ = "appeal"
    __table_args__ = (
        one_of("outcome", AppealOutcome),
        check("reason_given", "length(btrim(reason)) >= 10"),
        check("decided_whole", "(outcome is null) = (decided_at is null) and (outcome is null) = (decided_by is null)"),
    )

    id: str = own_id("apl")
    certificate_id: str = ref("certificate.id", index=True)
    verification_id: str = ref("verification.id", unique=True)
    reason: str = words()
    filed_by: str = ref("person.id")
    filed_at: datetime = moment()
    outcome: AppealOutcome | None = words(default=None, nullable=True)
    federation_id: str | None = maybe_ref("organisation.id")
    decided_by: str | None = maybe_ref("person.id")
    decided_at: datetime | None = moment(default=None, nullable=True)
    answer: str = words(default="")


class PublicAlert(Table, table=True):
    """Somebody says that a certificate's holder does not do what it says. Nobody reads it before it was moderated."""

    __tablename__ = "public_alert"
    __table_args__ = (
        one_of("outcome", PublicAlertOutcome),
        check("said_something", "length(btrim(body)) >= 10"),
        check(
            "moderated_whole",
            "(outcome is null) = (moderated_at is null) and (outcome is null) = (moderated_by is null)",
        ),
        check("settled_after_accepted", "settled_at is null or outcome = 'accepted'"),
        Index("ix_public_alert_waiting", "certificate_id", "raised_at"),
    )

    id: str = own_id("pal")
    certificate_id: str = ref("certificate.id")
    body: str = words()
    raised_by: str | None = maybe_ref("person.id")
    # Tells alerts of one network apart from others while they wait; empty once this one was answered.
    sender: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    raised_at: datetime = moment()
    outcome: PublicAlertOutcome | None = words(default=None, nullable=True)
    federation_id: str | None = maybe_ref("organisation.id")
    moderated_by: str | None = maybe_ref("person.id")
    moderated_at: datetime | None = moment(default=None, nullable=True)
    public_note: str = words(default="")
    settled_at: datetime | None = moment(default=None, nullable=True)
    settled_by: str | None = maybe_ref("person.id")
    settlement: str = words(default="")


class CertificateMessage(Table, table=True):
    """One thing said between the holder and the federations in charge; without a federation the holder speaks."""

    __tablename__ = "certificate_message"
    __table_args__ = (check("said_something", "length(btrim(body)) > 0"),)

    id: str = own_id("msg")
    certificate_id: str = ref("certificate.id", index=True)
    federation_id: str | None = maybe_ref("organisation.id")
    author_id: str = ref("person.id")
    body: str = words()
    sent_at: datetime = moment()


class RegisterCheck(Table, table=True):
    """What a scheme's public register said about a certificate when it was asked. Append-only."""

    __tablename__ = "register_check"
    __table_args__ = (one_of("outcome", RegisterOutcome),)

    id: str = own_id("rgc")
    certificate_id: str = ref("certificate.id", index=True)
    federation_id: str = ref("organisation.id")
    checked_by: str = ref("person.id")
    outcome: RegisterOutcome = words()
    entry: dict[str, str] = json_object(default_factory=dict)
    differences: dict[str, str] = json_object(default_factory=dict)
    evidence_id: str | None = maybe_ref("evidence.id")
    checked_at: datetime = moment()
