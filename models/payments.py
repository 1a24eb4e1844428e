"""What passes between us and Stripe: intentions before the call, events as they came, money as Stripe counts it."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Index, Numeric, Text, UniqueConstraint, text
from sqlmodel import Field

from models.base import (
    CURRENCY_RULE,
    ID,
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
    HoldReason,
    LiableParty,
    PaymentFlow,
    PaymentState,
    RefundKind,
    RefundState,
    StripeOperationKind,
    StripeOperationState,
)


class Payment(Table, table=True):
    """The one payment of an order. `attempt` counts the keys under which its page was asked for."""

    __tablename__ = "payment"
    __table_args__ = (
        one_of("state", PaymentState),
        one_of("flow", PaymentFlow),
        Index(
            "ix_payment_unbooked_funds",
            "available_at",
            postgresql_where=text("funds_booked_at is null and available_at is not null"),
        ),
        check("currency_is_iso", CURRENCY_RULE),
        check("amount_positive", "amount_minor > 0"),
    )

    id: str = own_id("pay")
    order_id: str = ref("customer_order.id", unique=True)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = words()
    state: PaymentState = words(default=PaymentState.CREATED)
    flow: PaymentFlow = words(default=PaymentFlow.CHECKOUT)
    attempt: int = Field(default=1)
    checkout_session_id: str | None = words(default=None, nullable=True, unique=True)
    checkout_url: str | None = words(default=None, nullable=True)
    payment_intent_id: str | None = words(default=None, nullable=True, unique=True)
    charge_id: str | None = words(default=None, nullable=True, unique=True)
    balance_transaction_id: str | None = words(default=None, nullable=True, unique=True)
    fee_minor: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    net_minor: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    settlement_currency: str | None = words(default=None, nullable=True)
    settled_gross_minor: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    available_at: datetime | None = moment(default=None, nullable=True)
    funds_booked_at: datetime | None = moment(default=None, nullable=True)
    failure_code: str | None = words(default=None, nullable=True)
    created_at: datetime = made_at()
    succeeded_at: datetime | None = moment(default=None, nullable=True)


class Refund(Table, table=True):
    """Money on its way back to the buyer, why, and who bears it. Money that a dispute took is one too.

    `recovered_at`: when it was looked at what of it had been paid out and could be brought back.
    """

    __tablename__ = "refund"
    __table_args__ = (
        one_of("state", RefundState),
        one_of("kind", RefundKind),
        one_of("liable", LiableParty),
        check("amount_positive", "amount_minor > 0"),
        Index("ix_refund_order", "order_id"),
    )

    id: str = own_id("ref")
    business_key: str = made_of_ids(unique=True)
    order_id: str = ref("customer_order.id")
    payment_id: str = ref("payment.id", index=True)
    kind: RefundKind = words()
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = words()
    state: RefundState = words(default=RefundState.PENDING)
    liable: LiableParty = words()
    reason: str = words(default="")
    failure: str | None = words(default=None, nullable=True)
    stripe_refund_id: str | None = words(default=None, nullable=True, unique=True)
    requested_by: str | None = maybe_ref("person.id")
    created_at: datetime = made_at()
    settled_at: datetime | None = moment(default=None, nullable=True)
    recovered_at: datetime | None = moment(default=None, nullable=True)


class RefundLine(Table, table=True):
    """What of an order a refund is for: units of a line (none when only money goes back), a parcel's shipping, or, with
    neither, what the buyer had added for the solidarity fund."""

    __tablename__ = "refund_line"
    __table_args__ = (
        check("of_line_or_parcel", "num_nonnulls(order_line_id, parcel_id) <= 1"),
        check("amount_positive", "amount_minor > 0"),
        check("quantity_not_negative", "quantity >= 0"),
        UniqueConstraint("refund_id", "order_line_id"),
        UniqueConstraint("refund_id", "parcel_id"),
    )

    id: str = own_id("rfl")
    refund_id: str = ref("refund.id")
    order_line_id: str | None = maybe_ref("order_line.id", index=True)
    parcel_id: str | None = maybe_ref("parcel.id", index=True)
    quantity: int = Field(default=0)
    amount_minor: int = Field(sa_type=BigInteger)
    is_restocked: bool = Field(default=False)


class RefundPart(Table, table=True):
    """How much of a refund each part of the breakdown gives back, and what it was taken from.

    `owed_minor` had not been paid out, `receivable_minor` had, `borne_minor` the market pays itself; the rest came from
    the part's own account. A subsidy's part is negative: it flows back to who put it in.
    """

    __tablename__ = "refund_part"
    __table_args__ = (
        check("not_nothing", "amount_minor <> 0"),
        check(
            "sources_fit",
            "least(owed_minor, receivable_minor, borne_minor) >= 0 "
            "and owed_minor + receivable_minor + borne_minor <= abs(amount_minor)",
        ),
    )

    refund_id: str = ref("refund.id", primary_key=True)
    breakdown_part_id: str = ref("breakdown_part.id", primary_key=True, index=True)
    amount_minor: int = Field(sa_type=BigInteger)
    owed_minor: int = Field(default=0, sa_type=BigInteger)
    receivable_minor: int = Field(default=0, sa_type=BigInteger)
    borne_minor: int = Field(default=0, sa_type=BigInteger)


class Dispute(Table, table=True):
    """A buyer's bank took money back, or threatens to. `charged_to`: who bears it once it is lost."""

    __tablename__ = "dispute"
    __table_args__ = (one_of("charged_to", LiableParty),)

    id: str = own_id("dsp")
    payment_id: str = ref("payment.id", index=True)
    order_id: str = ref("customer_order.id", index=True)
    stripe_dispute_id: str = words(unique=True)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = words()
    reason: str = words()
    status: str = words()
    is_charge_refundable: bool = Field(default=False)
    withdrawn_minor: int = Field(default=0, sa_type=BigInteger)
    reinstated_minor: int = Field(default=0, sa_type=BigInteger)
    fee_minor: int = Field(default=0, sa_type=BigInteger)
    charged_to: LiableParty | None = words(default=None, nullable=True)
    refund_id: str | None = maybe_ref("refund.id")
    due_at: datetime | None = moment(default=None, nullable=True)
    created_at: datetime = made_at()
    closed_at: datetime | None = moment(default=None, nullable=True)


class Hold(Table, table=True):
    """Why somebody's money waits: what one order earned, or everything an organisation has coming. Never deleted."""

    __tablename__ = "hold"
    __table_args__ = (
        one_of("reason", HoldReason),
        check("of_order_or_organisation", "(order_id is null) <> (organisation_id is null)"),
        check("release_has_note", "(released_at is null) or release_note <> ''"),
        Index(
            "uq_hold_key",
            "key",
            unique=True,
            postgresql_where=text("released_at is null"),
        ),
        Index(
            "ix_hold_organisation",
            "organisation_id",
            postgresql_where=text("released_at is null and organisation_id is not null"),
        ),
    )

    id: str = own_id("hld")
    key: str = words()
    reason: HoldReason = words()
    order_id: str | None = maybe_ref("customer_order.id", index=True)
    organisation_id: str | None = maybe_ref("organisation.id")
    note: str = words(default="")
    placed_by: str | None = maybe_ref("person.id")
    placed_at: datetime = moment()
    released_at: datetime | None = moment(default=None, nullable=True)
    released_by: str | None = maybe_ref("person.id")
    release_note: str = words(default="")


class StripeEvent(Table, table=True):
    """An event as it came. The row is the work: done once `handled_at` is set, in the effect's transaction."""

    __tablename__ = "stripe_event"
    __table_args__ = (
        Index(
            "ix_stripe_event_waiting",
            "next_attempt_at",
            postgresql_where=text("handled_at is null"),
        ),
    )

    account: str = words(primary_key=True, default="")
    id: str = words(primary_key=True)
    type: str = words()
    api_version: str | None = words(default=None, nullable=True)
    occurred_at: datetime = moment()
    payload: str = words()
    received_at: datetime = moment()
    deliveries: int = Field(default=1)
    attempts: int = Field(default=0)
    next_attempt_at: datetime = moment()
    last_error: str | None = words(default=None, nullable=True)
    outcome: str | None = words(default=None, nullable=True)
    handled_at: datetime | None = moment(default=None, nullable=True)


class StripeOperation(Table, table=True):
    """Something we mean to ask of Stripe, committed with its key before the call. Never deleted."""

    __tablename__ = "stripe_operation"
    __table_args__ = (
        one_of("kind", StripeOperationKind),
        one_of("state", StripeOperationState),
        Index(
            "ix_stripe_operation_open",
            "next_attempt_at",
            postgresql_where=text("state in ('pending', 'sending', 'unknown')"),
        ),
    )

    id: str = own_id("sop")
    kind: StripeOperationKind = words()
    business_key: str = made_of_ids(unique=True)
    idempotency_key: str = words(unique=True)
    parameters: dict[str, object] = json_object()
    subject_id: str = Field(sa_type=ID, index=True)
    state: StripeOperationState = words(default=StripeOperationState.PENDING)
    attempts: int = Field(default=0)
    first_sent_at: datetime | None = moment(default=None, nullable=True)
    last_sent_at: datetime | None = moment(default=None, nullable=True)
    next_attempt_at: datetime = moment()
    stripe_id: str | None = words(default=None, nullable=True)
    error_code: str | None = words(default=None, nullable=True)
    error_message: str | None = words(default=None, nullable=True)
    must_look_up: bool = Field(default=False)
    created_at: datetime = made_at()
    finished_at: datetime | None = moment(default=None, nullable=True)


class StripeBalanceTransaction(Table, table=True):
    """Stripe's own account of its money, imported; each row is matched to one journal."""

    __tablename__ = "stripe_balance_transaction"
    __table_args__ = (
        check("net_is_amount_less_fee", "net_minor = amount_minor - fee_minor"),
        Index("ix_stripe_balance_transaction_day", "occurred_at"),
    )

    id: str = Field(primary_key=True, sa_type=Text)
    type: str = words()
    source: str | None = words(default=None, nullable=True, index=True)
    reporting_category: str = words(default="")
    description: str = words(default="")
    currency: str = words()
    amount_minor: int = Field(sa_type=BigInteger)
    fee_minor: int = Field(sa_type=BigInteger)
    net_minor: int = Field(sa_type=BigInteger)
    exchange_rate: Decimal | None = Field(default=None, sa_type=Numeric, nullable=True)
    occurred_at: datetime = moment()
    available_at: datetime = moment()
    journal_id: str | None = maybe_ref("journal.id", index=True)
    imported_at: datetime = made_at()


class StripeCursor(Table, table=True):
    """How far something that is read from Stripe in the order of its making has been read."""

    __tablename__ = "stripe_cursor"

    name: str = words(primary_key=True)
    read_until: datetime = moment()
    updated_at: datetime = moment()
