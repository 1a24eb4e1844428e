"""The words of what is paid out."""

from enum import StrEnum


class PayoutRail(StrEnum):
    STRIPE_CONNECT = "stripe_connect"
    MANUAL_BANK = "manual_bank"


class PayoutAccountState(StrEnum):
    PENDING = "pending"
    ACTIVE = "active"
    RESTRICTED = "restricted"


class PayoutPurpose(StrEnum):
    GOODS = "goods"
    PREMIUM = "premium"
    DUES = "dues"
    FUND = "fund"


class PayoutState(StrEnum):
    """`in_transit`: claimed from the payable, not yet known to have arrived. `returned`: it arrived and came back."""

    IN_TRANSIT = "in_transit"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"
    RETURNED = "returned"


class PayableSource(StrEnum):
    """What an item was earned by. Only `line` and `order` come from a frozen breakdown, only `fund` from no order."""

    LINE = "line"
    ORDER = "order"
    TOPUP = "topup"
    REMAINDER = "remainder"
    RESTORED = "restored"
    RETURNED = "returned"
    FUND = "fund"


class ReversalState(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class BankPayoutState(StrEnum):
    """A connected account's own payout to its bank, as Stripe tells it."""

    PENDING = "pending"
    IN_TRANSIT = "in_transit"
    PAID = "paid"
    FAILED = "failed"
    CANCELED = "canceled"
