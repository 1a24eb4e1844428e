"""What passes between us and Stripe: intentions before the call, events as they came, money as Stripe counts it."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Index, Numeric, Text, text
from sqlmodel import Field

from models.base import (
    CURRENCY_RULE,
    ID,
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
from models.enums import (
    LiableParty,
    PaymentState,
    RefundState,
    StripeOperationKind,
    StripeOperationState,
)


class Payment(Table, table=True):
    """The one payment of an order."""

    __tablename__ = "payment"
    __table_args__ = (
        one_of("state", PaymentState),
        check("currency_is_iso", CURRENCY_RULE),
        check("amount_positive", "amount_minor > 0"),
    )

    id: str = own_id("pay")
    order_id: str = ref("customer_order.id", unique=True)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = words()
    state: PaymentState = words(default=PaymentState.CREATED)
    checkout_session_id: str | None = words(default=None, nullable=True, unique=True)
    checkout_url: str | None = words(default=None, nullable=True)
    payment_intent_id: str | None = words(default=None, nullable=True, unique=True)
    charge_id: str | None = words(default=None, nullable=True, unique=True)
    balance_transaction_id: str | None = words(default=None, nullable=True, unique=True)
    fee_minor: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    net_minor: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    settlement_currency: str | None = words(default=None, nullable=True)
    available_at: datetime | None = moment(default=None, nullable=True)
    failure_code: str | None = words(default=None, nullable=True)
    created_at: datetime = made_at()
    succeeded_at: datetime | None = moment(default=None, nullable=True)


class Refund(Table, table=True):
    """Money on its way back to the buyer, and who bears it."""

    __tablename__ = "refund"
    __table_args__ = (
        one_of("state", RefundState),
        one_of("liable", LiableParty),
        check("amount_positive", "amount_minor > 0"),
    )

    id: str = own_id("ref")
    order_id: str = ref("customer_order.id", index=True)
    payment_id: str = ref("payment.id")
    order_line_id: str | None = maybe_ref("order_line.id")
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = words()
    state: RefundState = words(default=RefundState.PENDING)
    liable: LiableParty = words()
    reason: str = words(default="")
    stripe_refund_id: str | None = words(default=None, nullable=True, unique=True)
    requested_by: str | None = maybe_ref("person.id")
    created_at: datetime = made_at()
    settled_at: datetime | None = moment(default=None, nullable=True)


class RefundPart(Table, table=True):
    """How much of a refund each part of the breakdown gives back."""

    __tablename__ = "refund_part"
    __table_args__ = (check("amount_positive", "amount_minor > 0"),)

    refund_id: str = ref("refund.id", primary_key=True)
    breakdown_part_id: str = ref("breakdown_part.id", primary_key=True)
    amount_minor: int = Field(sa_type=BigInteger)


class Dispute(Table, table=True):
    """A buyer's bank took money back, or threatens to."""

    __tablename__ = "dispute"

    id: str = own_id("dsp")
    payment_id: str = ref("payment.id", index=True)
    stripe_dispute_id: str = words(unique=True)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = words()
    reason: str = words()
    status: str = words()
    due_at: datetime | None = moment(default=None, nullable=True)
    created_at: datetime = made_at()
    closed_at: datetime | None = moment(default=None, nullable=True)


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
    business_key: str = words(unique=True)
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

    id: str = Field(primary_key=True, sa_type=Text)
    type: str = words()
    source: str | None = words(default=None, nullable=True, index=True)
    currency: str = words()
    amount_minor: int = Field(sa_type=BigInteger)
    fee_minor: int = Field(sa_type=BigInteger)
    net_minor: int = Field(sa_type=BigInteger)
    exchange_rate: Decimal | None = Field(default=None, sa_type=Numeric, nullable=True)
    occurred_at: datetime = moment()
    available_at: datetime = moment()
    journal_id: str | None = maybe_ref("journal.id")
    imported_at: datetime = made_at()
