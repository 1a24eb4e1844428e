"""Published statements. A statement is never changed: a newer one supersedes it."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, LargeBinary, Text, text
from sqlmodel import Field

from models.base import Table, check, made_at, maybe_ref, moment, one_of, own_id, words
from models.enums import StatementState, StatementStep, StatementSubject


class ImpactStatement(Table, table=True):
    """The solidarity-impact statement of a subject for a half-open period.

    `document` is the canonical JSON text (RFC 8785) that `sha256` is over. `as_of_entry` is the last entry of the books
    that it knows, `as_of` when that was posted. `step` is what it has come to while it is being built. Each is
    superseded once at most.
    """

    __tablename__ = "impact_statement"
    __table_args__ = (
        one_of("subject_kind", StatementSubject),
        one_of("state", StatementState),
        one_of("step", StatementStep),
        check("period_in_order", "period_end > period_start"),
        check(
            "ready_has_document",
            "(state = 'ready') = (document is not null and sha256 is not null and as_of_entry is not null)",
        ),
        check("step_while_building", "(state = 'building') = (step is not null)"),
        check(
            "subject_named",
            "(subject_kind in ('producer', 'network')) = (organisation_id is not null)"
            " and (subject_kind = 'order') = (order_id is not null)"
            " and (subject_kind = 'shopper') = (person_id is not null)",
        ),
        Index(
            "ix_impact_statement_public",
            text("created_at desc"),
            postgresql_where=text("state = 'ready'"),
        ),
        Index("ix_impact_statement_waiting", "created_at", postgresql_where=text("state in ('queued', 'building')")),
    )

    id: str = own_id("imp")
    subject_kind: StatementSubject = words()
    organisation_id: str | None = maybe_ref("organisation.id")
    order_id: str | None = maybe_ref("customer_order.id", index=True)
    person_id: str | None = maybe_ref("person.id", index=True)
    period_start: datetime = moment()
    period_end: datetime = moment()
    currency: str = words()
    methodology: str = words()
    state: StatementState = words(default=StatementState.QUEUED)
    step: StatementStep | None = words(default=None, nullable=True)
    started_at: datetime | None = moment(default=None, nullable=True)
    as_of_entry: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    as_of: datetime | None = moment(default=None, nullable=True)
    document: str | None = Field(default=None, sa_type=Text, nullable=True)
    sha256: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    failure: str | None = words(default=None, nullable=True)
    supersedes_id: str | None = maybe_ref("impact_statement.id", unique=True)
    requested_by: str | None = maybe_ref("person.id")
    created_at: datetime = made_at()


class ImpactComparison(Table, table=True):
    """What producers got of the goods of a category in twelve months, in minor units, as last added up.

    An empty `category_code` is all goods. `theirs` is the producers' with the premium, `net` the price without VAT and
    shipping; what was given back of either is taken off, so both may be less than nothing.
    """

    __tablename__ = "impact_comparison"
    __table_args__ = (check("period_in_order", "ends_on > starts_on"), check("orders_not_negative", "orders >= 0"))

    starts_on: date = Field(primary_key=True)
    currency: str = words(primary_key=True)
    category_code: str = words(primary_key=True)
    ends_on: date
    orders: int = Field(sa_type=BigInteger)
    theirs: int = Field(sa_type=BigInteger)
    net: int = Field(sa_type=BigInteger)
