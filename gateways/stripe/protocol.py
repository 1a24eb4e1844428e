"""What we ask of Stripe. Every write takes the idempotency key of a committed intention."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Protocol

from gateways.stripe.facts import (
    AccountFact,
    BankPayoutFact,
    CheckoutFact,
    CheckoutLine,
    DisputeFact,
    EventFact,
    FraudWarningFact,
    PaymentFact,
    RefundFact,
    ReversalFact,
    StripeBalanceFact,
    TransactionFact,
    TransferFact,
)
from kit.money import Money


class PaymentsGateway(Protocol):
    def create_checkout(
        self,
        *,
        order_id: str,
        lines: list[CheckoutLine],
        email: str,
        success_url: str,
        cancel_url: str,
        expires_at: datetime,
        locale: str,
        idempotency_key: str,
    ) -> CheckoutFact: ...

    def read_checkout(self, session_id: str) -> CheckoutFact: ...

    def find_checkout(self, *, order_id: str, made_after: datetime) -> CheckoutFact | None:
        """The payment page of this order that is not expired, if Stripe has one."""
        ...

    def expire_checkout(self, session_id: str) -> CheckoutFact: ...

    def create_payment(self, *, order_id: str, money: Money, email: str, idempotency_key: str) -> PaymentFact: ...

    def read_payment(self, payment_intent_id: str) -> PaymentFact: ...

    def find_payment(self, *, order_id: str, made_after: datetime) -> PaymentFact | None:
        """The PaymentIntent of this order that is not cancelled, if Stripe has one."""
        ...

    def cancel_payment(self, payment_intent_id: str) -> PaymentFact: ...


class RefundsGateway(Protocol):
    def create_refund(
        self, *, payment_intent_id: str, money: Money, metadata: Mapping[str, str], idempotency_key: str
    ) -> RefundFact: ...

    def read_refund(self, refund_id: str) -> RefundFact: ...

    def list_refunds(self, *, payment_intent_id: str) -> list[RefundFact]: ...

    def read_dispute(self, dispute_id: str) -> DisputeFact: ...

    def read_fraud_warning(self, warning_id: str) -> FraudWarningFact: ...


class TransfersGateway(Protocol):
    def create_transfer(
        self,
        *,
        money: Money,
        destination: str,
        transfer_group: str,
        metadata: Mapping[str, str],
        idempotency_key: str,
    ) -> TransferFact: ...

    def read_transfer(self, transfer_id: str) -> TransferFact: ...

    def find_transfer(self, *, transfer_group: str, operation_id: str) -> TransferFact | None:
        """The transfer that carries this operation's id in its metadata, if Stripe has one."""
        ...

    def create_reversal(
        self, *, transfer_id: str, money: Money, metadata: Mapping[str, str], idempotency_key: str
    ) -> ReversalFact: ...

    def list_reversals(self, transfer_id: str) -> list[ReversalFact]: ...


class AccountsGateway(Protocol):
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

    def create_account_link(self, *, account_id: str, refresh_url: str, return_url: str) -> str:
        """A page of Stripe's where the account's holder answers what Stripe asks; valid for minutes, once."""
        ...

    def read_bank_payout(self, *, account_id: str, payout_id: str) -> BankPayoutFact: ...


class BalanceGateway(Protocol):
    def list_transactions(self, *, since: datetime, until: datetime) -> Iterator[TransactionFact]:
        """Every balance transaction of the platform made in [since, until), newest first."""
        ...

    def read_balances(self) -> dict[str, StripeBalanceFact]:
        """What the platform has, by currency."""
        ...

    def list_events(self, *, since: datetime, account: str = "") -> Iterator[EventFact]:
        """Every event made since, newest first, of the platform or of one connected account; Stripe keeps them for
        thirty days."""
        ...


class StripeGateway(PaymentsGateway, RefundsGateway, TransfersGateway, AccountsGateway, BalanceGateway, Protocol):
    """All of it."""
