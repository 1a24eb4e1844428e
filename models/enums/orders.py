"""The words of carts, orders, parcels and returns."""

from enum import StrEnum


class Tier(StrEnum):
    """What somebody pays of the fair price: less, and the solidarity fund the rest; all; or more, into the fund."""

    SOLIDARITY = "solidarity"
    FAIR = "fair"
    SUPPORTER = "supporter"


class ContributionKind(StrEnum):
    """How a buyer says what to add for the solidarity fund."""

    FIXED = "fixed"
    PERCENT = "percent"
    ROUND_UP = "round_up"


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


class ReturnState(StrEnum):
    """A closed machine: requested → accepted → received (and refunded), or requested → refused | withdrawn."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RECEIVED = "received"
