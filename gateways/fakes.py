"""Doors that lead nowhere, for tests of the rooms behind them. They count and remember like the real ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from gateways.errors import GatewayUnavailable
from gateways.stripe import (
    OPERATION_KEY,
    AccountFact,
    BalanceFact,
    CheckoutFact,
    CheckoutLine,
    PaymentFact,
    TransferFact,
)
from kit.database import refuse_inside_transaction

_NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass
class FakeStripe:
    """A Stripe in memory: honours idempotency keys, and fails once per entry of `failures` (before or after acting)."""

    checkouts: dict[str, CheckoutFact] = field(default_factory=dict)
    checkout_lines: dict[str, list[CheckoutLine]] = field(default_factory=dict)
    payments: dict[str, PaymentFact] = field(default_factory=dict)
    transfers: dict[str, TransferFact] = field(default_factory=dict)
    transfer_metadata: dict[str, dict[str, str]] = field(default_factory=dict)
    accounts: dict[str, AccountFact] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    fail_before: list[Exception] = field(default_factory=list)
    fail_after: list[Exception] = field(default_factory=list)
    now: datetime = _NOON

    def _begin(self) -> None:
        refuse_inside_transaction("Stripe was called")
        if self.fail_before:
            raise self.fail_before.pop(0)

    def _end(self) -> None:
        if self.fail_after:
            raise self.fail_after.pop(0)

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
    ) -> CheckoutFact:
        self._begin()
        if idempotency_key not in self.by_key:
            number = len(self.checkouts) + 1
            fact = CheckoutFact(f"cs_test_{number}", f"http://pay.test/{number}", "open", None, order_id)
            self.checkouts[fact.id] = fact
            self.checkout_lines[fact.id] = lines
            self.by_key[idempotency_key] = fact.id
        self._end()
        return self.checkouts[self.by_key[idempotency_key]]

    def pay(
        self,
        session_id: str,
        *,
        received_minor: int | None = None,
        currency: str = "EUR",
    ) -> PaymentFact:
        """Let the buyer pay: what the webhook would then find."""
        session = self.checkouts[session_id]
        amount = sum(line.unit_minor * line.quantity for line in self.checkout_lines[session_id])
        received = amount if received_minor is None else received_minor
        number = len(self.payments) + 1
        fee = received * 15 // 1000 + 25
        payment = PaymentFact(
            id=f"pi_{number}",
            status="succeeded",
            amount_minor=amount,
            received_minor=received,
            currency=currency,
            order_id=session.order_id,
            is_livemode=False,
            charge_id=f"ch_{number}",
            failure_code=None,
            balance=BalanceFact(
                f"txn_{number}",
                fee,
                received - fee,
                currency,
                self.now + timedelta(days=2),
            ),
        )
        self.payments[payment.id] = payment
        self.checkouts[session_id] = replace(session, status="complete", payment_intent_id=payment.id)
        return payment

    def read_checkout(self, session_id: str) -> CheckoutFact:
        self._begin()
        return self.checkouts[session_id]

    def expire_checkout(self, session_id: str) -> CheckoutFact:
        self._begin()
        self.checkouts[session_id] = replace(self.checkouts[session_id], status="expired", url=None)
        return self.checkouts[session_id]

    def read_payment(self, payment_intent_id: str) -> PaymentFact:
        self._begin()
        return self.payments[payment_intent_id]

    def create_transfer(
        self,
        *,
        amount_minor: int,
        currency: str,
        destination: str,
        transfer_group: str,
        metadata: Mapping[str, str],
        idempotency_key: str,
    ) -> TransferFact:
        self._begin()
        if idempotency_key not in self.by_key:
            fact = TransferFact(
                f"tr_{len(self.transfers) + 1}",
                amount_minor,
                currency,
                destination,
                self.now,
            )
            self.transfers[fact.id] = fact
            self.transfer_metadata[fact.id] = dict(metadata) | {"transfer_group": transfer_group}
            self.by_key[idempotency_key] = fact.id
        self._end()
        return self.transfers[self.by_key[idempotency_key]]

    def find_transfer(self, *, transfer_group: str, operation_id: str) -> TransferFact | None:
        self._begin()
        for transfer_id, metadata in self.transfer_metadata.items():
            if metadata["transfer_group"] == transfer_group and metadata.get(OPERATION_KEY) == operation_id:
                return self.transfers[transfer_id]
        return None

    def create_recipient_account(
        self,
        *,
        organisation_id: str,
        country: str,
        email: str,
        name: str,
        idempotency_key: str,
    ) -> AccountFact:
        self._begin()
        if idempotency_key not in self.by_key:
            fact = AccountFact(f"acct_{len(self.accounts) + 1}", True, True)
            self.accounts[fact.id] = fact
            self.by_key[idempotency_key] = fact.id
        return self.accounts[self.by_key[idempotency_key]]

    def read_account(self, account_id: str) -> AccountFact:
        self._begin()
        return self.accounts[account_id]


def no_answer(what: str = "call") -> GatewayUnavailable:
    """A time-out: nobody knows whether it happened."""
    return GatewayUnavailable(what, "timeout")
