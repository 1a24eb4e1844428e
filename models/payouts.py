"""Who is owed what, since when, in which run it left, and what the producer was told."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from models.base import (
    CURRENCY_RULE,
    Table,
    check,
    json_object,
    made_at,
    maybe_ref,
    moment,
    one_of,
    own_id,
    ref,
    words,
)
from models.enums import PayoutAccountState, PayoutPurpose, PayoutRail, PayoutState


class PayoutAccount(Table, table=True):
    """How an organisation is paid: the rail its country allows, decided before onboarding."""

    __tablename__ = "payout_account"
    __table_args__ = (
        one_of("rail", PayoutRail),
        one_of("state", PayoutAccountState),
        check(
            "stripe_has_account",
            "rail <> 'stripe_connect' or state = 'pending' or stripe_account_id is not null",
        ),
        Index(
            "uq_payout_account_open",
            "organisation_id",
            "currency",
            unique=True,
            postgresql_where=text("closed_at is null"),
        ),
    )

    id: str = own_id("pac")
    organisation_id: str = ref("organisation.id")
    rail: PayoutRail = words()
    currency: str = words()
    country: str = words()
    state: PayoutAccountState = words(default=PayoutAccountState.PENDING)
    stripe_account_id: str | None = words(default=None, nullable=True, unique=True)
    bank_reference: str | None = words(default=None, nullable=True)
    created_at: datetime = made_at()
    closed_at: datetime | None = moment(default=None, nullable=True)


class PayableItem(Table, table=True):
    """What one order line earned one producer for one purpose, and from when it may be paid."""

    __tablename__ = "payable_item"
    __table_args__ = (
        one_of("purpose", PayoutPurpose),
        check("currency_is_iso", CURRENCY_RULE),
        check("amount_positive", "amount_minor > 0"),
        UniqueConstraint("order_line_id", "purpose", "beneficiary_id"),
        Index(
            "ix_payable_item_due",
            "beneficiary_id",
            "purpose",
            "currency",
            "eligible_at",
        ),
    )

    id: str = own_id("pyi")
    order_id: str = ref("customer_order.id", index=True)
    order_line_id: str = ref("order_line.id")
    beneficiary_id: str = ref("organisation.id")
    purpose: PayoutPurpose = words()
    currency: str = words()
    amount_minor: int = Field(sa_type=BigInteger)
    earned_at: datetime = moment()
    eligible_at: datetime | None = moment(default=None, nullable=True)
    held_reason: str | None = words(default=None, nullable=True)


class PayoutRun(Table, table=True):
    """One run for one period; a period whose run is repeated gets another sequence only if something is newly due."""

    __tablename__ = "payout_run"
    __table_args__ = (
        UniqueConstraint("period", "sequence"),
        check("period_is_iso_week", "period ~ '^[0-9]{4}-W[0-9]{2}$'"),
    )

    id: str = own_id("run")
    period: str = words()
    sequence: int
    as_of: datetime = moment()
    triggered_by: str = words()
    created_at: datetime = made_at()


class Payout(Table, table=True):
    """One amount to one organisation for one purpose in one run."""

    __tablename__ = "payout"
    __table_args__ = (
        one_of("rail", PayoutRail),
        one_of("purpose", PayoutPurpose),
        one_of("state", PayoutState),
        check("amount_positive", "amount_minor > 0"),
        UniqueConstraint("run_id", "beneficiary_id", "purpose", "currency"),
        Index("ix_payout_beneficiary", "beneficiary_id", text("id desc")),
    )

    id: str = own_id("pyt")
    run_id: str = ref("payout_run.id")
    beneficiary_id: str = ref("organisation.id")
    payout_account_id: str = ref("payout_account.id")
    rail: PayoutRail = words()
    purpose: PayoutPurpose = words()
    currency: str = words()
    amount_minor: int = Field(sa_type=BigInteger)
    state: PayoutState = words(default=PayoutState.IN_TRANSIT)
    transfer_id: str | None = words(default=None, nullable=True, unique=True)
    bank_reference: str | None = words(default=None, nullable=True)
    failure: str | None = words(default=None, nullable=True)
    created_at: datetime = made_at()
    paid_at: datetime | None = moment(default=None, nullable=True)


class PayoutItem(Table, table=True):
    """A payable item is claimed by one payout; a failed payout releases its claims and keeps the row."""

    __tablename__ = "payout_item"
    __table_args__ = (
        Index(
            "uq_payout_item_live",
            "payable_item_id",
            unique=True,
            postgresql_where=text("released_at is null"),
        ),
    )

    payout_id: str = ref("payout.id", primary_key=True)
    payable_item_id: str = ref("payable_item.id", primary_key=True)
    released_at: datetime | None = moment(default=None, nullable=True)


class ProducerStatement(Table, table=True):
    """What a producer was told about a period: every line, deduction and transfer, with a hash."""

    __tablename__ = "producer_statement"
    __table_args__ = (UniqueConstraint("organisation_id", "period", "version"),)

    id: str = own_id("pst")
    organisation_id: str = ref("organisation.id")
    period: str = words()
    version: int = Field(default=1)
    document: dict[str, object] = json_object()
    sha256: bytes = Field(sa_type=LargeBinary)
    as_of: datetime = moment()
    created_at: datetime = made_at()
    supersedes_id: str | None = maybe_ref("producer_statement.id")
