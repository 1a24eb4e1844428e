"""A Stripe in memory: what it takes, gives back and pays out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from gateways.errors import GatewayRefused
from gateways.fakes.books import FakeBooks
from gateways.stripe import (
    OPERATION_KEY,
    AccountFact,
    BalanceFact,
    BankPayoutFact,
    CheckoutFact,
    CheckoutLine,
    DisputeFact,
    FraudWarningFact,
    MovementFact,
    PaymentFact,
    RefundFact,
    ReversalFact,
    TransferFact,
)
from kit.money import Money

_SETTLES_AFTER = timedelta(days=2)
_DISPUTE_FEE = 2000


@dataclass
class FakeStripe(FakeBooks):
    """Honours idempotency keys, and fails once per entry of `fail_before` or `fail_after` (before or after acting)."""

    checkouts: dict[str, CheckoutFact] = field(default_factory=dict)
    checkout_lines: dict[str, list[CheckoutLine]] = field(default_factory=dict)
    payments: dict[str, PaymentFact] = field(default_factory=dict)
    refunds: dict[str, RefundFact] = field(default_factory=dict)
    transfers: dict[str, TransferFact] = field(default_factory=dict)
    reversals: dict[str, ReversalFact] = field(default_factory=dict)
    disputes: dict[str, DisputeFact] = field(default_factory=dict)
    warnings: dict[str, FraudWarningFact] = field(default_factory=dict)
    accounts: dict[str, AccountFact] = field(default_factory=dict)
    bank_payouts: dict[str, BankPayoutFact] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    refunds_begin_as: str = "succeeded"
    # A currency, and what one unit of a payment's is worth in it, as a fraction.
    settles_refunds_in: tuple[str, int, int] | None = None
    # Accounts that have paid everything out to their banks.
    emptied: set[str] = field(default_factory=set)

    # Taking money

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
        settled: Money | None = None,
    ) -> PaymentFact:
        """Let the buyer pay: what the webhook would then find."""
        session = self.checkouts[session_id]
        amount = sum(line.unit.minor * line.quantity for line in self.checkout_lines[session_id])
        received = Money(amount if received_minor is None else received_minor, currency)
        number = len(self.payments) + 1
        gross = settled or received
        fee = Money(gross.minor * 15 // 1000 + 25, gross.currency)
        available_at = self.now + _SETTLES_AFTER
        charge = f"ch_{number}"
        transaction_id = self.book("charge", charge, gross, fee=fee, available_at=available_at)
        payment = PaymentFact(
            id=f"pi_{number}",
            status="succeeded",
            amount=Money(amount, currency),
            received=received,
            order_id=session.order_id,
            is_livemode=False,
            charge_id=charge,
            failure_code=None,
            balance=BalanceFact(transaction_id, gross, fee, available_at),
        )
        self.payments[payment.id] = payment
        self.checkouts[session_id] = replace(session, status="complete", payment_intent_id=payment.id)
        return payment

    def read_checkout(self, session_id: str) -> CheckoutFact:
        return self._find(self.checkouts, session_id)

    def find_checkout(self, *, order_id: str, made_after: datetime) -> CheckoutFact | None:
        self._begin()
        pages = (page for page in self.checkouts.values() if page.order_id == order_id and page.status != "expired")
        return next(pages, None)

    def expire_checkout(self, session_id: str) -> CheckoutFact:
        self._begin()
        if self.checkouts[session_id].status == "complete":
            raise GatewayRefused("expire_checkout", "session_complete", "The page has been used.")
        self.checkouts[session_id] = replace(self.checkouts[session_id], status="expired", url=None)
        return self.checkouts[session_id]

    def create_payment(self, *, order_id: str, money: Money, email: str, idempotency_key: str) -> PaymentFact:
        self._begin()
        if idempotency_key not in self.by_key:
            id_ = f"pi_{len(self.payments) + 1}"
            self.payments[id_] = PaymentFact(
                id=id_,
                status="requires_payment_method",
                amount=money,
                received=Money(0, money.currency),
                order_id=order_id,
                is_livemode=False,
                charge_id=None,
                failure_code=None,
                balance=None,
                client_secret=f"{id_}_secret",
            )
            self.by_key[idempotency_key] = id_
        self._end()
        return self.payments[self.by_key[idempotency_key]]

    def read_payment(self, payment_intent_id: str) -> PaymentFact:
        return self._find(self.payments, payment_intent_id)

    def find_payment(self, *, order_id: str, made_after: datetime) -> PaymentFact | None:
        self._begin()
        found = (fact for fact in self.payments.values() if fact.order_id == order_id and fact.status != "canceled")
        return next(found, None)

    def cancel_payment(self, payment_intent_id: str) -> PaymentFact:
        self._begin()
        if self.payments[payment_intent_id].status == "succeeded":
            raise GatewayRefused("cancel_payment", "payment_intent_unexpected_state", "It has succeeded.")
        self.payments[payment_intent_id] = replace(self.payments[payment_intent_id], status="canceled")
        return self.payments[payment_intent_id]

    # Giving it back

    def create_refund(
        self, *, payment_intent_id: str, money: Money, metadata: Mapping[str, str], idempotency_key: str
    ) -> RefundFact:
        self._begin()
        if idempotency_key not in self.by_key:
            fact = self.add_refund(payment_intent_id, money, metadata)
            self.by_key[idempotency_key] = fact.id
        self._end()
        return self.refunds[self.by_key[idempotency_key]]

    def add_refund(self, payment_intent_id: str, money: Money, metadata: Mapping[str, str] | None = None) -> RefundFact:
        """A refund made by anybody, also in the dashboard."""
        payment = self.payments[payment_intent_id]
        gone = sum(
            refund.money.minor
            for refund in self.refunds.values()
            if refund.payment_intent_id == payment_intent_id and refund.status not in {"failed", "canceled"}
        )
        if gone + money.minor > payment.received.minor:
            raise GatewayRefused("create_refund", "amount_too_large", "More than is left of the charge.")
        id_, settled = f"re_{len(self.refunds) + 1}", self._settled(money)
        self.book("refund", id_, -settled)
        self.refunds[id_] = RefundFact(
            id_, self.refunds_begin_as, money, payment.charge_id, payment_intent_id, None, dict(metadata or {}), settled
        )
        return self.refunds[id_]

    def _settled(self, money: Money) -> Money:
        if self.settles_refunds_in is None:
            return money
        currency, numerator, denominator = self.settles_refunds_in
        return Money(money.minor * numerator // denominator, currency)

    def turn_refund(self, refund_id: str, status: str, *, money: Money | None = None) -> RefundFact:
        """Let a refund come further, or be of another amount than it was."""
        refund = self.refunds[refund_id]
        self.refunds[refund_id] = replace(refund, status=status, money=money or refund.money)
        return self.refunds[refund_id]

    def fail_refund(self, refund_id: str) -> RefundFact:
        """The buyer's bank did not take it."""
        refund = self.refunds[refund_id]
        self.book("refund_failure", refund_id, refund.settled or refund.money)
        self.refunds[refund_id] = replace(refund, status="failed", failure_reason="expired_or_canceled_card")
        return self.refunds[refund_id]

    def read_refund(self, refund_id: str) -> RefundFact:
        return self._find(self.refunds, refund_id)

    def list_refunds(self, *, payment_intent_id: str) -> list[RefundFact]:
        self._begin()
        return [refund for refund in self.refunds.values() if refund.payment_intent_id == payment_intent_id]

    def open_dispute(
        self, payment: PaymentFact, *, money: Money | None = None, reason: str = "fraudulent", is_inquiry: bool = False
    ) -> DisputeFact:
        """The buyer's bank takes the money, or asks."""
        id_, taken = f"dp_{len(self.disputes) + 1}", money or payment.received
        movements: tuple[MovementFact, ...] = ()
        if not is_inquiry:
            fee = Money(_DISPUTE_FEE, taken.currency)
            movements = (MovementFact(self.book("adjustment", id_, -taken, fee=fee), -taken, fee),)
        self.disputes[id_] = DisputeFact(
            id=id_,
            charge_id=payment.charge_id or "",
            payment_intent_id=payment.id,
            money=taken,
            reason=reason,
            status="warning_needs_response" if is_inquiry else "needs_response",
            is_charge_refundable=is_inquiry,
            due_at=self.now + timedelta(days=9),
            movements=movements,
        )
        return self.disputes[id_]

    def close_dispute(self, dispute_id: str, *, is_won: bool) -> DisputeFact:
        dispute = self.disputes[dispute_id]
        if is_won:
            back = MovementFact(
                self.book("adjustment", dispute_id, dispute.money), dispute.money, Money(0, dispute.money.currency)
            )
            dispute = replace(dispute, movements=(*dispute.movements, back))
        self.disputes[dispute_id] = replace(dispute, status="won" if is_won else "lost")
        return self.disputes[dispute_id]

    def read_dispute(self, dispute_id: str) -> DisputeFact:
        return self._find(self.disputes, dispute_id)

    def read_fraud_warning(self, warning_id: str) -> FraudWarningFact:
        return self._find(self.warnings, warning_id)

    # Paying producers

    def create_transfer(
        self,
        *,
        money: Money,
        destination: str,
        transfer_group: str,
        metadata: Mapping[str, str],
        idempotency_key: str,
    ) -> TransferFact:
        self._begin()
        if idempotency_key not in self.by_key:
            id_ = f"tr_{len(self.transfers) + 1}"
            self.book("transfer", id_, -money)
            self.transfers[id_] = TransferFact(
                id_,
                money,
                destination,
                self.now,
                Money(0, money.currency),
                dict(metadata) | {"transfer_group": transfer_group},
            )
            self.by_key[idempotency_key] = id_
        self._end()
        return self.transfers[self.by_key[idempotency_key]]

    def read_transfer(self, transfer_id: str) -> TransferFact:
        return self._find(self.transfers, transfer_id)

    def find_transfer(self, *, transfer_group: str, operation_id: str) -> TransferFact | None:
        self._begin()
        for transfer in self.transfers.values():
            metadata = transfer.metadata
            if metadata["transfer_group"] == transfer_group and metadata.get(OPERATION_KEY) == operation_id:
                return transfer
        return None

    def create_reversal(
        self, *, transfer_id: str, money: Money, metadata: Mapping[str, str], idempotency_key: str
    ) -> ReversalFact:
        self._begin()
        if idempotency_key not in self.by_key:
            self.by_key[idempotency_key] = self.add_reversal(transfer_id, money, metadata).id
        self._end()
        return self.reversals[self.by_key[idempotency_key]]

    def add_reversal(self, transfer_id: str, money: Money, metadata: Mapping[str, str] | None = None) -> ReversalFact:
        """A reversal made by anybody, also in the dashboard."""
        transfer = self.transfers[transfer_id]
        if transfer.reversed.minor + money.minor > transfer.money.minor:
            raise GatewayRefused("create_reversal", "amount_too_large", "More than is left of the transfer.")
        if transfer.destination in self.emptied:
            raise GatewayRefused("create_reversal", "balance_insufficient", "The account has paid it out.")
        id_ = f"trr_{len(self.reversals) + 1}"
        self.book("transfer_refund", id_, money)
        self.reversals[id_] = ReversalFact(id_, transfer_id, money, dict(metadata or {}))
        self.transfers[transfer_id] = replace(transfer, reversed=transfer.reversed + money)
        return self.reversals[id_]

    def list_reversals(self, transfer_id: str) -> list[ReversalFact]:
        self._begin()
        return [reversal for reversal in self.reversals.values() if reversal.transfer_id == transfer_id]

    # Accounts

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
            fact = AccountFact(f"acct_{len(self.accounts) + 1}", True, True, organisation_id=organisation_id)
            self.accounts[fact.id] = fact
            self.by_key[idempotency_key] = fact.id
        self._end()
        return self.accounts[self.by_key[idempotency_key]]

    def read_account(self, account_id: str) -> AccountFact:
        return self._find(self.accounts, account_id)

    def create_account_link(self, *, account_id: str, refresh_url: str, return_url: str) -> str:
        self._begin()
        return f"http://onboarding.test/{account_id}"

    def read_bank_payout(self, *, account_id: str, payout_id: str) -> BankPayoutFact:
        return self._find(self.bank_payouts, payout_id)
