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
    made_of_ids,
    maybe_ref,
    moment,
    one_of,
    own_id,
    ref,
    words,
)
from models.enums import (
    BankPayoutState,
    PayableSource,
    PayoutAccountState,
    PayoutPurpose,
    PayoutRail,
    PayoutState,
    ReversalState,
)


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
    attempt: int = Field(default=1)
    bank_reference: str | None = words(default=None, nullable=True)
    holder_name: str = words(default="")
    account_number: str = words(default="")
    is_iban: bool = Field(default=False)
    bic: str = words(default="")
    bank_name: str = words(default="")
    requirements: list[str] = json_object(default_factory=list)
    opened_by: str | None = maybe_ref("person.id")
    created_at: datetime = made_at()
    refreshed_at: datetime | None = moment(default=None, nullable=True)
    closed_at: datetime | None = moment(default=None, nullable=True)


class PayoutRailRule(Table, table=True):
    """Which rail a platform in one country has to organisations in another; `*` is anywhere else."""

    __tablename__ = "payout_rail_rule"
    __table_args__ = (one_of("rail", PayoutRail),)

    platform_country: str = words(primary_key=True)
    country: str = words(primary_key=True)
    rail: PayoutRail = words()
    source: str = words(default="")
    is_confirmed: bool = Field(default=False)


class PayoutMinimum(Table, table=True):
    """Below this a payout is carried to the next run, unless it has waited too long."""

    __tablename__ = "payout_minimum"
    __table_args__ = (one_of("rail", PayoutRail), check("amount_positive", "amount_minor > 0"))

    rail: PayoutRail = words(primary_key=True)
    currency: str = words(primary_key=True)
    amount_minor: int = Field(sa_type=BigInteger)


class PayableItem(Table, table=True):
    """Something earned by one organisation for one purpose, and from when it may be paid.

    What may still be claimed of it is `amount_minor - reduced_minor`: refunds reduce what no payout has claimed.
    """

    __tablename__ = "payable_item"
    __table_args__ = (
        one_of("purpose", PayoutPurpose),
        one_of("source", PayableSource),
        check("currency_is_iso", CURRENCY_RULE),
        check("amount_positive", "amount_minor > 0"),
        check("reduction_fits", "reduced_minor between 0 and amount_minor"),
        check("line_has_line", "source <> 'line' or order_line_id is not null"),
        check("order_or_fund", "order_id is not null or purpose = 'fund'"),
        Index(
            "uq_payable_item_line",
            "order_line_id",
            "purpose",
            unique=True,
            postgresql_where=text("source = 'line'"),
        ),
        Index(
            "uq_payable_item_order",
            "order_id",
            "purpose",
            "beneficiary_id",
            unique=True,
            postgresql_where=text("source = 'order'"),
        ),
        Index(
            "uq_payable_item_source_key",
            "source_key",
            unique=True,
            postgresql_where=text("source_key is not null"),
        ),
        Index(
            "ix_payable_item_due",
            "beneficiary_id",
            "purpose",
            "currency",
            "eligible_at",
        ),
        Index(
            "ix_payable_item_below_floor",
            "id",
            postgresql_where=text("floor_minor > amount_minor"),
        ),
    )

    id: str = own_id("pyi")
    source: PayableSource = words(default=PayableSource.LINE)
    source_key: str | None = made_of_ids(default=None, nullable=True)
    order_id: str | None = maybe_ref("customer_order.id", index=True)
    order_line_id: str | None = maybe_ref("order_line.id", index=True)
    beneficiary_id: str = ref("organisation.id")
    purpose: PayoutPurpose = words()
    currency: str = words()
    amount_minor: int = Field(sa_type=BigInteger)
    reduced_minor: int = Field(default=0, sa_type=BigInteger)
    floor_minor: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    earned_at: datetime = moment()
    eligible_at: datetime | None = moment(default=None, nullable=True)
    hold_id: str | None = maybe_ref("hold.id", index=True)


class PayableReduction(Table, table=True):
    """What was taken from an item before any payout claimed it: by a refund, by carrying a remainder on, or to repay
    prefinance."""

    __tablename__ = "payable_reduction"
    __table_args__ = (
        check("amount_positive", "amount_minor > 0"),
        check("has_one_cause", "num_nonnulls(refund_id, remainder_item_id, repayment_id) = 1"),
    )

    id: str = own_id("prd")
    payable_item_id: str = ref("payable_item.id", index=True)
    refund_id: str | None = maybe_ref("refund.id", index=True)
    remainder_item_id: str | None = maybe_ref("payable_item.id")
    repayment_id: str | None = maybe_ref("prefinance_repayment.id", index=True)
    amount_minor: int = Field(sa_type=BigInteger)
    created_at: datetime = made_at()


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
    """One amount to one organisation for one purpose in one run: what it claims less what is netted."""

    __tablename__ = "payout"
    __table_args__ = (
        one_of("rail", PayoutRail),
        one_of("purpose", PayoutPurpose),
        one_of("state", PayoutState),
        check("amount_positive", "amount_minor > 0"),
        check("netting_adds_up", "amount_minor = gross_minor - netted_minor and netted_minor >= 0"),
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
    gross_minor: int = Field(sa_type=BigInteger)
    netted_minor: int = Field(default=0, sa_type=BigInteger)
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
    payable_item_id: str = ref("payable_item.id", primary_key=True, index=True)
    amount_minor: int = Field(sa_type=BigInteger)
    released_at: datetime | None = moment(default=None, nullable=True)


class TransferReversal(Table, table=True):
    """Money of a transfer that comes back to the market, asked for by us or made in Stripe's dashboard."""

    __tablename__ = "transfer_reversal"
    __table_args__ = (
        one_of("state", ReversalState),
        check("amount_positive", "amount_minor > 0"),
        Index("ix_transfer_reversal_payout", "payout_id"),
    )

    id: str = own_id("trv")
    payout_id: str = ref("payout.id")
    refund_id: str | None = maybe_ref("refund.id", index=True)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = words()
    state: ReversalState = words(default=ReversalState.PENDING)
    stripe_reversal_id: str | None = words(default=None, nullable=True, unique=True)
    failure: str | None = words(default=None, nullable=True)
    created_at: datetime = made_at()
    settled_at: datetime | None = moment(default=None, nullable=True)


class BankPayout(Table, table=True):
    """A connected account's payout to its own bank, as Stripe tells it: news for the producer, no posting of ours."""

    __tablename__ = "bank_payout"
    __table_args__ = (one_of("state", BankPayoutState), Index("ix_bank_payout_organisation", "organisation_id"))

    id: str = words(primary_key=True)
    organisation_id: str = ref("organisation.id")
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = words()
    state: BankPayoutState = words()
    arrival_on: datetime | None = moment(default=None, nullable=True)
    failure: str | None = words(default=None, nullable=True)
    updated_at: datetime = moment()


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
