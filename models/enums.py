"""The words that are stored. Adding one is a migration."""

from enum import StrEnum


class OrganisationKind(StrEnum):
    PRODUCER = "producer"
    FEDERATION = "federation"
    NETWORK = "network"
    MARKET = "market"


class ProductionLine(StrEnum):
    """The three parallel lines of relations of production; none ranks above another."""

    AGRARIAN = "agrarian"
    ENTERPRISE = "enterprise"
    INDIGENOUS_COLLECTIVE = "indigenous_collective"


class ProductionRelation(StrEnum):
    """Where on its line an organisation stands; descriptive, never a score."""

    LANDLESS_WORKERS = "landless_workers"
    FAMILY_FARMERS = "family_farmers"
    AGRICULTURAL_COOP = "agricultural_coop"
    SELF_EMPLOYED = "self_employed"
    SMALL_LOCAL_BUSINESS = "small_local_business"
    HIGH_ROAD_BUSINESS = "high_road_business"
    WORKER_COOP = "worker_coop"
    COLLECTIVE = "collective"
    COMMUNITY_BUSINESS = "community_business"
    INDIGENOUS_COLLECTIVIST = "indigenous_collectivist"


class MemberRole(StrEnum):
    """What a person is in an organisation."""

    MEMBER = "member"
    STEWARD = "steward"
    VERIFIER = "verifier"


class TranslationOrigin(StrEnum):
    ORIGINAL = "original"
    HUMAN = "human"
    MACHINE = "machine"


class SolidarityKind(StrEnum):
    """Overlapping but distinct; a report never adds the three into one number."""

    VALUES = "values"
    ANTI_OPPRESSION = "anti_oppression"
    VISION = "vision"


class TokenPurpose(StrEnum):
    SIGN_IN_LINK = "sign_in_link"
    CONFIRM_EMAIL = "confirm_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105  # the name of a purpose
    INVITATION = "invitation"


class ProductState(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class ImportState(StrEnum):
    CHECKED = "checked"
    APPLIED = "applied"
    REFUSED = "refused"


class VatClass(StrEnum):
    FOOD = "food"
    STANDARD = "standard"
    ZERO = "zero"


class TaxStatus(StrEnum):
    """What an organisation is for VAT; empty until it has said so, and then it cannot sell."""

    UNKNOWN = ""
    VAT_REGISTERED_EU = "vat_registered_eu"
    VAT_EXEMPT_SMALL_BUSINESS = "vat_exempt_small_business"
    EXPORTER_OUTSIDE_EU = "exporter_outside_eu"


class FeeKind(StrEnum):
    """A service that is charged to a producer, and that may bear VAT of its own."""

    MARKET_FEE = "market_fee"
    FEDERATION_DUES = "federation_dues"


class PriceRowStatus(StrEnum):
    """How sure a row of a price table is. An announced row is shown, and never applied."""

    CONFIRMED = "confirmed"
    DERIVED = "derived"
    ANNOUNCED = "announced"


class ShippingKind(StrEnum):
    DELIVERY = "delivery"
    PICKUP = "pickup"


class Payer(StrEnum):
    """Out of whose pocket a part of a price comes."""

    BUYER = "buyer"
    MARKET = "market"
    PRODUCER = "producer"


class AssuranceClass(StrEnum):
    """Who vouches, in kind."""

    PUBLIC_AUTHORITY = "public_authority"
    THIRD_PARTY = "third_party"
    MIXED_PEER_AUDIT = "mixed_peer_audit"
    SECOND_PARTY = "second_party"
    PARTICIPATORY = "participatory"
    SELF_DECLARED = "self_declared"


class SellThrough(StrEnum):
    """Whether goods made before a certificate ended may still carry the claim."""

    NONE = "none"
    BY_PRODUCTION_DATE = "by_production_date"
    UNTIL_DATE = "until_date"


class CertificateState(StrEnum):
    """What the platform's record of a certificate is. `expired` is never stored: the date alone says it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    NEEDS_INFO = "needs_info"
    VERIFIED = "verified"
    REJECTED = "rejected"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    SURRENDERED = "surrendered"
    SUPERSEDED = "superseded"


class SubjectKind(StrEnum):
    """What a certificate covers. AND between kinds, OR within one (GS1 `certificationSubject`)."""

    ORGANISATION = "organisation"
    PRODUCT = "product"
    CATEGORY = "category"
    SITE = "site"
    INGREDIENT = "ingredient"
    HARVEST = "harvest"


class VerificationMethod(StrEnum):
    REGISTER_LOOKUP = "register_lookup"
    DOCUMENT = "document"
    CALL = "call"
    VISIT = "visit"
    PEER = "peer"


class VerificationDecision(StrEnum):
    VERIFY = "verify"
    REJECT = "reject"
    ASK = "ask"
    SUSPEND = "suspend"
    LIFT = "lift"
    WITHDRAW = "withdraw"


class ActorKind(StrEnum):
    PERSON = "person"
    SYSTEM = "system"


class CartState(StrEnum):
    OPEN = "open"
    ORDERED = "ordered"
    ABANDONED = "abandoned"


class OrderState(StrEnum):
    """A closed machine: placed → paid → refunded, or placed → cancelled | expired."""

    PLACED = "placed"
    PAID = "paid"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUNDED = "refunded"


class ParcelState(StrEnum):
    WAITING = "waiting"
    TO_PACK = "to_pack"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class ReservationState(StrEnum):
    HELD = "held"
    SOLD = "sold"
    RELEASED = "released"


class PartKind(StrEnum):
    """Who gets a part of a price, in kind."""

    PRODUCER = "producer"
    PREMIUM = "premium"
    MARKET_FEE = "market_fee"
    FEDERATION_DUES = "federation_dues"
    SOLIDARITY = "solidarity"
    VAT = "vat"
    SHIPPING = "shipping"
    FEE_VAT = "fee_vat"
    MINIMUM_PRICE_TOPUP = "minimum_price_topup"
    MINIMUM_PRICE_SUBSIDY = "minimum_price_subsidy"
    DISCOUNT_SUBSIDY = "discount_subsidy"


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


class ReturnState(StrEnum):
    """A closed machine: requested → accepted → received (and refunded), or requested → refused | withdrawn."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RECEIVED = "received"


class HoldReason(StrEnum):
    DISPUTE = "dispute"
    FRAUD_WARNING = "fraud_warning"
    CERTIFICATE_LAPSED = "certificate_lapsed"
    ACCOUNT_NOT_VERIFIED = "account_not_verified"
    MANUAL = "manual"


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
    """What an item was earned by. Only `line` and `order` come from a frozen breakdown."""

    LINE = "line"
    ORDER = "order"
    TOPUP = "topup"
    REMAINDER = "remainder"
    RESTORED = "restored"
    RETURNED = "returned"


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
    FUND_DISBURSED = "fund_disbursed"
    STRIPE_CHARGED = "stripe_charged"
    PLATFORM_PAYOUT = "platform_payout"
    PLATFORM_TOPUP = "platform_topup"
    STRIPE_RESERVE = "stripe_reserve"
    SUSPENSE = "suspense"
    CORRECTION = "correction"


class StatementSubject(StrEnum):
    MARKET = "market"
    PRODUCER = "producer"


class StatementState(StrEnum):
    QUEUED = "queued"
    READY = "ready"
    FAILED = "failed"


class FundKind(StrEnum):
    SOLIDARITY = "solidarity"
    PREMIUM = "premium"
    LABOUR_INVESTMENT = "labour_investment"


class RoundState(StrEnum):
    DRAFT = "draft"
    PROPOSING = "proposing"
    VOTING = "voting"
    TALLIED = "tallied"
    VOID = "void"


class TallyRule(StrEnum):
    GREEDY = "greedy"
    EQUAL_SHARES = "equal_shares"


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
