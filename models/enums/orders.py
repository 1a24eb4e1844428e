"""The words of carts, orders, parcels and returns."""

from enum import StrEnum


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
