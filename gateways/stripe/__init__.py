"""The door to Stripe. This package alone knows the SDK; it answers with our frozen facts and two errors.

Every write takes the idempotency key of a committed intention. No call may be made inside a transaction.
"""

from gateways.stripe.accounts import Accounts
from gateways.stripe.balance import Balance
from gateways.stripe.client import API_VERSION
from gateways.stripe.events import read_event
from gateways.stripe.facts import (
    OPERATION_KEY,
    ORDER_KEY,
    AccountFact,
    BadSignature,
    BalanceFact,
    BankPayoutFact,
    CheckoutFact,
    CheckoutLine,
    DisputeFact,
    EventFact,
    FraudWarningFact,
    MovementFact,
    PaymentFact,
    RefundFact,
    ReversalFact,
    StripeBalanceFact,
    TransactionFact,
    TransferFact,
)
from gateways.stripe.payments import Payments
from gateways.stripe.protocol import StripeGateway
from gateways.stripe.refunds import Refunds
from gateways.stripe.transfers import Transfers

__all__ = [
    "API_VERSION",
    "OPERATION_KEY",
    "ORDER_KEY",
    "AccountFact",
    "BadSignature",
    "BalanceFact",
    "BankPayoutFact",
    "CheckoutFact",
    "CheckoutLine",
    "DisputeFact",
    "EventFact",
    "FraudWarningFact",
    "MovementFact",
    "PaymentFact",
    "RealStripe",
    "RefundFact",
    "ReversalFact",
    "StripeBalanceFact",
    "StripeGateway",
    "TransactionFact",
    "TransferFact",
    "read_event",
]


class RealStripe(Payments, Refunds, Transfers, Accounts, Balance):
    """Stripe through its SDK, at whatever address the settings name."""
