"""What Stripe tells us, in our words, and what we ask of it. Knows nothing of the SDK."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class BalanceFact:
    """What Stripe kept, and when the rest can be used. Minor units of `currency`, the settlement currency."""

    id: str
    fee_minor: int
    net_minor: int
    currency: str
    available_at: datetime


@dataclass(frozen=True)
class PaymentFact:
    """A PaymentIntent as it is now."""

    id: str
    status: str
    amount_minor: int
    received_minor: int
    currency: str
    order_id: str | None
    is_livemode: bool
    charge_id: str | None
    failure_code: str | None
    balance: BalanceFact | None


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
    """One line of the payment page. `unit_minor` includes VAT."""

    name: str
    unit_minor: int
    quantity: int


@dataclass(frozen=True)
class TransferFact:
    """Money moved from the platform's balance to a connected account."""

    id: str
    amount_minor: int
    currency: str
    destination: str
    created_at: datetime


@dataclass(frozen=True)
class AccountFact:
    """Whether a connected account can be paid."""

    id: str
    is_transfer_ready: bool
    is_payout_ready: bool


@dataclass(frozen=True)
class EventFact:
    """A signed event, checked. `payload` is the body as it came."""

    id: str
    type: str
    account: str
    api_version: str | None
    is_livemode: bool
    occurred_at: datetime
    object_id: str
    payload: str


class BadSignature(Exception):
    """The body was not signed with one of our secrets, or not lately, or is no event."""


class StripeGateway(Protocol):
    def create_checkout(
        self,
        *,
        order_id: str,
        lines: list[CheckoutLine],
        currency: str,
        email: str,
        success_url: str,
        cancel_url: str,
        expires_at: datetime,
        locale: str,
        idempotency_key: str,
    ) -> CheckoutFact: ...

    def read_checkout(self, session_id: str) -> CheckoutFact: ...

    def expire_checkout(self, session_id: str) -> CheckoutFact: ...

    def read_payment(self, payment_intent_id: str) -> PaymentFact: ...

    def create_transfer(
        self,
        *,
        amount_minor: int,
        currency: str,
        destination: str,
        transfer_group: str,
        metadata: Mapping[str, str],
        idempotency_key: str,
    ) -> TransferFact: ...

    def find_transfer(self, *, transfer_group: str, operation_id: str) -> TransferFact | None:
        """The transfer that carries this operation's id in its metadata, if Stripe has one."""
        ...

    def create_recipient_account(
        self,
        *,
        organisation_id: str,
        country: str,
        email: str,
        name: str,
        idempotency_key: str,
    ) -> AccountFact: ...

    def read_account(self, account_id: str) -> AccountFact: ...
