"""The words of payments, refunds, disputes and what is asked of Stripe."""

from enum import StrEnum


class PaymentFlow(StrEnum):
    """Where the buyer pays: on Stripe's page, or in the client's own form (a PaymentIntent)."""

    CHECKOUT = "checkout"
    INTENT = "intent"


class PaymentState(StrEnum):
    """`processing`: a bank takes days to answer, and the goods are held meanwhile."""

    CREATED = "created"
    PENDING = "pending"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SUSPENSE = "suspense"


class RefundState(StrEnum):
    """`returned`: it was sent and came back; the buyer is still owed. `cancelled`: it never left, nothing is owed."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class RefundKind(StrEnum):
    """Why money goes back. `goodwill` is the market's own; `late_payment` was money for goods that were gone."""

    LINES = "lines"
    CANCELLATION = "cancellation"
    RETURN = "return"
    GOODWILL = "goodwill"
    LATE_PAYMENT = "late_payment"
    DASHBOARD = "dashboard"
    DISPUTE = "dispute"


class LiableParty(StrEnum):
    PLATFORM = "platform"
    PRODUCER = "producer"


class HoldReason(StrEnum):
    DISPUTE = "dispute"
    FRAUD_WARNING = "fraud_warning"
    CERTIFICATE_LAPSED = "certificate_lapsed"
    ACCOUNT_NOT_VERIFIED = "account_not_verified"
    MANUAL = "manual"


class StripeOperationKind(StrEnum):
    TRANSFER = "transfer"
    REVERSAL = "reversal"
    REFUND = "refund"


class StripeOperationState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
