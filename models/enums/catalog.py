"""The words of the catalogue and its prices."""

from enum import StrEnum


class ProductState(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class WindowKind(StrEnum):
    """When a product may be ordered: every year between two days, between two dates, or ahead of its delivery."""

    YEARLY = "yearly"
    DATES = "dates"
    PREORDER = "preorder"


class ImportState(StrEnum):
    """`unmapped` waits for its producer to say what the columns hold; `refused` applied nothing, as was asked."""

    UNMAPPED = "unmapped"
    QUEUED = "queued"
    RUNNING = "running"
    CHECKED = "checked"
    APPLIED = "applied"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ImportOutcome(StrEnum):
    """What becomes of one product of a file."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
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


class FeeChangeState(StrEnum):
    """How far new fees have come; told by their moments, stored nowhere."""

    PROPOSED = "proposed"
    ANNOUNCED = "announced"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


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
    FUND = "fund"


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
    CONTRIBUTION = "contribution"
    TIER_SUPPORT = "tier_support"
    TIER_RELIEF = "tier_relief"
