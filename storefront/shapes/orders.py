"""Orders, what goes back of them, and what their price was made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storefront.shapes.base import ClaimShort, Money, Named
from storefront.shapes.cart import LineProduct


@dataclass(frozen=True)
class Address:
    line1: str
    city: str
    country: str
    postal_code: str = ""
    line2: str = ""


@dataclass(frozen=True)
class OwnAddress:
    """Where an order of one's own went: the newest that went there."""

    order_id: str
    full_name: str
    shipping_address: Address


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
    hub: Named | None = None


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
    given_back: Money | None = None
    arrived_at: str | None = None

    @property
    def kept(self) -> Money:
        """What is left of it after what went back to the buyer."""
        return self.amount if self.given_back is None else self.amount - self.given_back


@dataclass(frozen=True)
class OrderPayment:
    state: str
    checkout_url: str | None = None


@dataclass(frozen=True)
class Refund:
    """Money on its way back to a buyer, or there. `returned`: their bank did not take it."""

    id: str
    order_id: str
    kind: str
    state: str
    amount: Money
    created_at: str
    liable: str = ""
    reason: str = ""
    failure: str | None = None
    stripe_refund_id: str | None = None
    settled_at: str | None = None


@dataclass(frozen=True)
class Notice:
    """A certificate was withdrawn after these lines were sold with its claim."""

    certificate_id: str
    scheme_name: str
    number: str
    holder: str
    withdrawn_at: str
    told_at: str
    reason: str = ""
    line_ids: tuple[str, ...] = ()

    def reaches_back_to(self, placed_at: str) -> bool:
        """Whether the certificate counts as withdrawn from before the order was placed."""
        return datetime.fromisoformat(self.withdrawn_at) <= datetime.fromisoformat(placed_at)


@dataclass(frozen=True)
class OwnNotice(Notice):
    """The same, with the order that it is about."""

    order_id: str = ""
    placed_at: str = ""


@dataclass(frozen=True)
class Order:
    """`total` is goods − discount + support − relief + shipping + contribution; `refunded` what of it is on its way
    back or there, and `given_by_market` what of that is no party's: goodwill, and what the market bears for them."""

    id: str
    state: str
    placed_at: str
    currency: str
    goods: Money
    total: Money
    discount: Money | None = None
    support: Money | None = None
    relief: Money | None = None
    shipping: Money | None = None
    contribution: Money | None = None
    paid_at: str | None = None
    email: str | None = None
    full_name: str | None = None
    buyer: Named | None = None
    shipping_address: Address | None = None
    parcels: tuple[OrderParcel, ...] = ()
    who_gets_what: tuple[Share, ...] = ()
    payment: OrderPayment | None = None
    refunded: Money | None = None
    given_by_market: Money | None = None
    refunds: tuple[Refund, ...] = ()
    notices: tuple[Notice, ...] = ()


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


@dataclass(frozen=True)
class Cancelled:
    """What came of calling off: the parcels that are not sent, and the refund if anything had been paid."""

    parcel_ids: tuple[str, ...] = ()
    refund: Refund | None = None


@dataclass(frozen=True)
class ReturnedLine:
    order_line_id: str
    name: str
    quantity: int
    variant_label: str = ""


@dataclass(frozen=True)
class Return:
    """Goods that come back: requested, accepted or refused by the producer, withdrawn by the buyer, received."""

    id: str
    order_id: str
    parcel_id: str
    state: str
    reason: str
    requested_at: str
    answer: str = ""
    lines: tuple[ReturnedLine, ...] = ()
    decided_at: str | None = None
    received_at: str | None = None
    refund_id: str | None = None


def units_coming_back(returns: Iterable[Return]) -> dict[str, int]:
    """Units by line that have come back or are to."""
    units: dict[str, int] = {}
    for one in returns:
        if one.state in {"requested", "accepted", "received"}:
            for line in one.lines:
                units[line.order_line_id] = units.get(line.order_line_id, 0) + line.quantity
    return units


@dataclass(frozen=True)
class Rule:
    """The row that made a part of a price, and what it says."""

    id: str | None = None
    version: int | None = None
    note: str = ""


@dataclass(frozen=True)
class FrozenPart:
    """One part of a price as it was frozen. What the market puts in is negative."""

    kind: str
    amount: Money
    label: str = ""
    payer: str = "buyer"
    beneficiary: Named | None = None
    rule: Rule = Rule()


@dataclass(frozen=True)
class MinimumPrice:
    """What had to reach the producer for the whole line; `amount` is None where the scheme sets no minimum."""

    amount: Money | None = None
    rule: Rule = Rule()


@dataclass(frozen=True)
class FrozenLine:
    """`parts` sum exactly to `paid`, which is `amount` − `discount`."""

    id: str
    parcel_id: str
    name: str
    quantity: int
    amount: Money
    paid: Money
    variant_label: str = ""
    unit_price: Money | None = None
    discount: Money | None = None
    minimum_price: MinimumPrice | None = None
    parts: tuple[FrozenPart, ...] = ()


@dataclass(frozen=True)
class FrozenParcel:
    """`parts` sum exactly to `shipping`."""

    id: str
    producer: Named
    shipping: Money
    service: str = ""
    parts: tuple[FrozenPart, ...] = ()


@dataclass(frozen=True)
class OrderBreakdown:
    """What an order's price was made of. Later changes of prices and rules never touch it."""

    order_id: str
    total: Money
    lines: tuple[FrozenLine, ...] = ()
    parcels: tuple[FrozenParcel, ...] = ()
