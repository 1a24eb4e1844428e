"""Published statements. A statement is never changed: a newer one supersedes it."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, Text, text
from sqlmodel import Field

from models.base import Table, check, made_at, maybe_ref, moment, one_of, own_id, words
from models.enums import StatementState, StatementSubject


class ImpactStatement(Table, table=True):
    """The solidarity-impact statement of a market or a producer for a half-open period.

    `document` is the canonical JSON text (RFC 8785) that `sha256` is over; it holds the inputs it was computed from.
    """

    __tablename__ = "impact_statement"
    __table_args__ = (
        one_of("subject_kind", StatementSubject),
        one_of("state", StatementState),
        check("period_in_order", "period_end > period_start"),
        check(
            "ready_has_document",
            "(state = 'ready') = (document is not null and sha256 is not null)",
        ),
        check(
            "producer_named",
            "(subject_kind = 'producer') = (organisation_id is not null)",
        ),
        Index(
            "ix_impact_statement_public",
            text("created_at desc"),
            postgresql_where=text("state = 'ready'"),
        ),
    )

    id: str = own_id("imp")
    subject_kind: StatementSubject = words()
    organisation_id: str | None = maybe_ref("organisation.id")
    period_start: datetime = moment()
    period_end: datetime = moment()
    currency: str = words()
    methodology: str = words()
    state: StatementState = words(default=StatementState.QUEUED)
    as_of: datetime | None = moment(default=None, nullable=True)
    document: str | None = Field(default=None, sa_type=Text, nullable=True)
    sha256: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    failure: str | None = words(default=None, nullable=True)
    supersedes_id: str | None = maybe_ref("impact_statement.id")
    requested_by: str | None = maybe_ref("person.id")
    created_at: datetime = made_at()
