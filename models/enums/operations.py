"""The words of what operators look at and of what workers do."""

from enum import StrEnum


class AlertKind(StrEnum):
    """What a person has to look at."""

    MONEY_IN_SUSPENSE = "money_in_suspense"
    REFUND_RETURNED = "refund_returned"
    REFUND_IN_DASHBOARD = "refund_in_dashboard"
    DISPUTE_OPENED = "dispute_opened"
    FRAUD_WARNING = "fraud_warning"
    UNKNOWN_TRANSACTION = "unknown_transaction"
    RECONCILIATION_DIFFERS = "reconciliation_differs"
    EVENT_UNLIKE_OURS = "event_unlike_ours"
    OPERATION_ENDED_OTHERWISE = "operation_ended_otherwise"
    STRIPE_REFUSES_US = "stripe_refuses_us"
    BANK_PAYOUT_FAILED = "bank_payout_failed"
    ACCOUNT_DEAUTHORIZED = "account_deauthorized"
    CURRENCY_CONVERTED = "currency_converted"
    IMPACT_DIFFERS = "impact_differs"


class TaskName(StrEnum):
    """What a worker can be asked to do later. Each has a task and a queue."""

    HANDLE_STRIPE_EVENT = "handle_stripe_event"
    EXECUTE_STRIPE_OPERATION = "execute_stripe_operation"
    BUILD_PRODUCER_STATEMENTS = "build_producer_statements"
    BUILD_IMPACT_STATEMENT = "build_impact_statement"
    SWEEP = "sweep"
    EXPIRE_ORDERS = "expire_orders"
    RUN_DUE_PAYOUTS = "run_due_payouts"
    BOOK_USABLE_FUNDS = "book_usable_funds"
    RECOVER_REFUND = "recover_refund"
    REFUND_LATE_PAYMENT = "refund_late_payment"
    CATCH_UP_EVENTS = "catch_up_events"
    REFRESH_ACCOUNTS = "refresh_accounts"
    RECONCILE_STRIPE = "reconcile_stripe"
    SEAL_LEDGER = "seal_ledger"
    FORGET_OLD_ANSWERS = "forget_old_answers"
    COUNT_SALES = "count_sales"
    TELL_BUYERS = "tell_buyers"
    REMIND_HOLDERS = "remind_holders"
    FOLLOW_SALE_TIMES = "follow_sale_times"
    TEND_SHELF = "tend_shelf"
    RECOUNT_WORDS = "recount_words"
    MAKE_PICTURE = "make_picture"
    RUN_IMPORT = "run_import"
    FORGET_IMPORT_FILES = "forget_import_files"
    COUNT_ROUNDS = "count_rounds"
    FOLLOW_BOOKS = "follow_books"
    CHECK_ROLLUPS = "check_rollups"
