"""What Stripe tells us, in our words. Amounts are `Money` in our minor units; knows nothing of the SDK."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kit.money import Money

OPERATION_KEY = "solifair_operation"
ORDER_KEY = "solifair_order"


@dataclass(frozen=True)
class BalanceFact:
    """What Stripe kept of a charge, and when the rest can be used. In the settlement currency."""

    id: str
    gross: Money
    fee: Money
    available_at: datetime

    @property
    def net(self) -> Money:
        return self.gross - self.fee


@dataclass(frozen=True)
class PaymentFact:
    """A PaymentIntent as it is now."""

    id: str
    status: str
    amount: Money
    received: Money
    order_id: str | None
    is_livemode: bool
    charge_id: str | None
    failure_code: str | None
    balance: BalanceFact | None
    client_secret: str | None = None


@dataclass(frozen=True)
class CheckoutFact:
    """A Checkout Session; `url` is the page where the buyer pays."""

    id: str
    url: str | None
    status: str
    payment_intent_id: str | None
    order_id: str | None


@dataclass(frozen=True)
class CheckoutLine:
    """One line of the payment page. `unit` includes VAT."""

    name: str
    unit: Money
    quantity: int


@dataclass(frozen=True)
class RefundFact:
    """A refund as it is now: pending, requires_action, succeeded, failed or canceled.

    `settled` is what it took from the balance, where Stripe has said so; another currency than `money`'s when the
    payment had been converted. `came_back` is what a failure returned.
    """

    id: str
    status: str
    money: Money
    charge_id: str | None
    payment_intent_id: str | None
    failure_reason: str | None
    metadata: Mapping[str, str] = field(default_factory=dict)
    settled: Money | None = None
    came_back: Money | None = None


@dataclass(frozen=True)
class TransferFact:
    """Money moved from the platform's balance to a connected account."""

    id: str
    money: Money
    destination: str
    created_at: datetime
    reversed: Money
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReversalFact:
    """Money of a transfer that came back."""

    id: str
    transfer_id: str
    money: Money
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MovementFact:
    """One balance transaction of a dispute: `money` is signed as Stripe books it, `fee` is what Stripe charged."""

    id: str
    money: Money
    fee: Money


@dataclass(frozen=True)
class DisputeFact:
    """A dispute as it is now. `movements` is empty for an inquiry, which moves no money."""

    id: str
    charge_id: str
    payment_intent_id: str | None
    money: Money
    reason: str
    status: str
    is_charge_refundable: bool
    due_at: datetime | None
    movements: tuple[MovementFact, ...]


@dataclass(frozen=True)
class FraudWarningFact:
    """A card's issuer suspects fraud."""

    id: str
    charge_id: str
    is_actionable: bool
    kind: str


@dataclass(frozen=True)
class AccountFact:
    """Whether a connected account can be paid, and what Stripe still asks of it."""

    id: str
    is_transfer_ready: bool
    is_payout_ready: bool
    requirements: tuple[str, ...] = ()
    organisation_id: str | None = None


@dataclass(frozen=True)
class BankPayoutFact:
    """A connected account's payout to its own bank."""

    id: str
    money: Money
    status: str
    arrival_at: datetime | None
    failure: str | None


@dataclass(frozen=True)
class TransactionFact:
    """One line of Stripe's own account of the platform's money. All amounts are signed."""

    id: str
    type: str
    reporting_category: str
    source: str | None
    description: str
    amount: Money
    fee: Money
    exchange_rate: str | None
    created_at: datetime
    available_at: datetime

    @property
    def net(self) -> Money:
        return self.amount - self.fee


@dataclass(frozen=True)
class StripeBalanceFact:
    """What Stripe says the platform has in one currency."""

    available: Money
    pending: Money


@dataclass(frozen=True)
class EventFact:
    """A signed event, checked. `payload` is the body as it came. `is_thin`: of API v2, it names its object only."""

    id: str
    type: str
    account: str
    api_version: str | None
    is_livemode: bool
    occurred_at: datetime
    object_id: str
    payload: str
    is_thin: bool = False


class BadSignature(Exception):
    """The body was not signed with one of our secrets, or not lately, or is no event."""
