"""Carts and orders."""

from dataclasses import dataclass

from storefront.shapes.base import ClaimShort, Money, Named, Picture


@dataclass(frozen=True)
class LineProduct:
    id: str
    name: str
    slug: str | None = None
    picture: Picture | None = None


@dataclass(frozen=True)
class Change:
    """What is no longer as the shopper saw it: price_changed, fewer_left, no_longer_for_sale, claim_gone.

    `was` and `now` are words the API chose for people.
    """

    code: str
    variant_id: str = ""
    was: str = ""
    now: str = ""


@dataclass(frozen=True)
class CartLine:
    variant_id: str
    product: LineProduct
    variant_label: str
    quantity: int
    unit_price: Money
    amount: Money
    available: int
    claims: tuple[ClaimShort, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class CartParcel:
    """What travels together: one producer, one delivery fee."""

    producer: Named
    lines: tuple[CartLine, ...]
    goods: Money
    shipping: Money | None = None


@dataclass(frozen=True)
class Cart:
    id: str
    currency: str
    country: str
    goods: Money
    total: Money
    item_count: int
    version: int = 0
    shipping: Money | None = None
    parcels: tuple[CartParcel, ...] = ()
    changes: tuple[Change, ...] = ()
    secret: str | None = None

    @property
    def has_changes(self) -> bool:
        return bool(self.changes) or any(line.changes for parcel in self.parcels for line in parcel.lines)


@dataclass(frozen=True)
class Address:
    line1: str
    city: str
    country: str
    postal_code: str = ""
    line2: str = ""


@dataclass(frozen=True)
class OrderLine:
    id: str
    name: str
    quantity: int
    amount: Money
    unit_price: Money | None = None
    variant_label: str = ""
    product: LineProduct | None = None
    claims: tuple[ClaimShort, ...] = ()


@dataclass(frozen=True)
class OrderParcel:
    id: str
    producer: Named
    state: str
    lines: tuple[OrderLine, ...] = ()
    shipping: Money | None = None
    tracking: str | None = None


@dataclass(frozen=True)
class Share:
    """What one party gets of an order, and where that money is now."""

    kind: str
    amount: Money
    status: str
    label: str = ""
    beneficiary: Named | None = None
    arrived_at: str | None = None


@dataclass(frozen=True)
class OrderPayment:
    state: str
    checkout_url: str | None = None


@dataclass(frozen=True)
class Order:
    id: str
    state: str
    placed_at: str
    currency: str
    goods: Money
    total: Money
    shipping: Money | None = None
    paid_at: str | None = None
    email: str | None = None
    full_name: str | None = None
    shipping_address: Address | None = None
    parcels: tuple[OrderParcel, ...] = ()
    who_gets_what: tuple[Share, ...] = ()
    payment: OrderPayment | None = None


@dataclass(frozen=True)
class OrderLineOfList:
    """An order in a list of orders."""

    id: str
    state: str
    placed_at: str
    total: Money
    paid_at: str | None = None


@dataclass(frozen=True)
class Checkout:
    """An order that waits for its payment. `secret` is shown once, to a guest."""

    order_id: str
    checkout_url: str
    secret: str | None = None
