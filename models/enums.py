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


class PaymentState(StrEnum):
    CREATED = "created"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SUSPENSE = "suspense"


class RefundState(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class LiableParty(StrEnum):
    PLATFORM = "platform"
    PRODUCER = "producer"


class StripeOperationKind(StrEnum):
    CHECKOUT_SESSION = "checkout_session"
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
    """`in_transit`: claimed from the payable, not yet known to have arrived."""

    IN_TRANSIT = "in_transit"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"


class AccountKind(StrEnum):
    ASSET = "asset"
    LIABILITY = "liability"
    INCOME = "income"
    EXPENSE = "expense"


class JournalKind(StrEnum):
    ORDER_PAID = "order_paid"
    STRIPE_FEE = "stripe_fee"
    FUNDS_AVAILABLE = "funds_available"
    PAYOUT_CLAIMED = "payout_claimed"
    TRANSFER_SENT = "transfer_sent"
    PAYOUT_RELEASED = "payout_released"
    TRANSFER_REVERSED = "transfer_reversed"
    REFUND = "refund"
    REFUND_FAILED = "refund_failed"
    DISPUTE_WITHDRAWN = "dispute_withdrawn"
    DISPUTE_REINSTATED = "dispute_reinstated"
    DISPUTE_LOST = "dispute_lost"
    MINIMUM_PRICE_TOPUP = "minimum_price_topup"
    HELD = "held"
    HOLD_RELEASED = "hold_released"
    FUND_DISBURSED = "fund_disbursed"
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
    FORGET_OLD_ANSWERS = "forget_old_answers"
