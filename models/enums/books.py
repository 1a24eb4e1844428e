"""The words of the books, of statements and of funds."""

from enum import StrEnum


class AccountKind(StrEnum):
    ASSET = "asset"
    LIABILITY = "liability"
    INCOME = "income"
    EXPENSE = "expense"


class JournalKind(StrEnum):
    ORDER_PAID = "order_paid"
    STRIPE_FEE = "stripe_fee"
    FUNDS_AVAILABLE = "funds_available"
    CURRENCY_CONVERTED = "currency_converted"
    PAYOUT_CLAIMED = "payout_claimed"
    TRANSFER_SENT = "transfer_sent"
    PAYOUT_RELEASED = "payout_released"
    PAYOUT_RETURNED = "payout_returned"
    REVERSAL_CLAIMED = "reversal_claimed"
    TRANSFER_REVERSED = "transfer_reversed"
    REVERSAL_RELEASED = "reversal_released"
    REFUND = "refund"
    REFUND_SENT = "refund_sent"
    REFUND_RELEASED = "refund_released"
    REFUND_RETURNED = "refund_returned"
    REFUND_RETRIED = "refund_retried"
    REFUND_SETTLED_OTHERWISE = "refund_settled_otherwise"
    DISPUTE_WITHDRAWN = "dispute_withdrawn"
    DISPUTE_REINSTATED = "dispute_reinstated"
    DISPUTE_LOST = "dispute_lost"
    DISPUTE_CHARGED = "dispute_charged"
    MINIMUM_PRICE_TOPUP = "minimum_price_topup"
    HELD = "held"
    HOLD_RELEASED = "hold_released"
    WRITTEN_OFF = "written_off"
    FUND_PAID_IN = "fund_paid_in"
    FUND_DISBURSED = "fund_disbursed"
    FUND_ADMIN = "fund_admin"
    FUND_PROMISED = "fund_promised"
    FUND_PROMISE_RELEASED = "fund_promise_released"
    PREMIUM_ALLOCATED = "premium_allocated"
    PREMIUM_SPENT = "premium_spent"
    FUND_PLACED = "fund_placed"
    PREFINANCE_GRANTED = "prefinance_granted"
    PREFINANCE_REPAID = "prefinance_repaid"
    PREFINANCE_INTEREST = "prefinance_interest"
    PREFINANCE_WRITTEN_OFF = "prefinance_written_off"
    STRIPE_CHARGED = "stripe_charged"
    PLATFORM_PAYOUT = "platform_payout"
    PLATFORM_TOPUP = "platform_topup"
    STRIPE_RESERVE = "stripe_reserve"
    SUSPENSE = "suspense"
    CORRECTION = "correction"


class StatementSubject(StrEnum):
    """Whom a statement is about. A network's, a producer's and the market's are public, the others their owner's."""

    MARKET = "market"
    PRODUCER = "producer"
    NETWORK = "network"
    ORDER = "order"
    SHOPPER = "shopper"


class StatementState(StrEnum):
    QUEUED = "queued"
    BUILDING = "building"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


class StatementStep(StrEnum):
    """What a statement that is being built has come to, in this order."""

    FOLLOW_BOOKS = "follow_books"
    ADD_UP = "add_up"
    READ_SNAPSHOT = "read_snapshot"
    SIGN = "sign"


class RollupSpan(StrEnum):
    """What of time a kept sum covers."""

    DAY = "day"
    MONTH = "month"


class FundKind(StrEnum):
    SOLIDARITY = "solidarity"
    PREMIUM = "premium"
    LABOUR_INVESTMENT = "labour_investment"


class FundUse(StrEnum):
    """What a fund's money leaves it for. A grant does not come back, an investment is to. A mandate may name each but
    the redemption of units, which needs none: it gives members their own back."""

    TIER = "tier"
    GRANT = "grant"
    INVESTMENT = "investment"
    ADMIN = "admin"
    REDEMPTION = "redemption"


class PremiumUseWord(StrEnum):
    """What members may decide to use a premium for."""

    PRODUCTION = "production"
    QUALITY = "quality"
    EDUCATION = "education"
    HEALTH = "health"
    COMMUNITY = "community"
    ENVIRONMENT = "environment"
    CASH = "cash"
    OTHER = "other"


class TallyRule(StrEnum):
    GREEDY = "greedy"
    EQUAL_SHARES = "equal_shares"
