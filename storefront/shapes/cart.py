"""Carts."""

from collections.abc import Iterator
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
    """What is no longer as the shopper saw it.

    Of a line (`variant_id`): price_changed (minor units), fewer_left (units), no_longer_for_sale, claim_gone (was: the
    certificate's id), tier_changed (minor units), tier_gone (was: the tier). Of a producer's parcel (`producer_id`):
    shipping_changed (minor units), shipping_gone (was: the service). Of the cart: promotion_gone (was: the code).
    """

    code: str
    variant_id: str = ""
    producer_id: str = ""
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
    discount: Money | None = None
    tier: str = "fair"
    tier_amount: Money | None = None
    claims: tuple[ClaimShort, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class PickupPoint:
    """Where a parcel can be fetched."""

    id: str
    name: str
    line1: str = ""
    line2: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    hours: str = ""


@dataclass(frozen=True)
class ShippingChoice:
    """One way for a parcel to travel. What is fetched is fetched from one of `pickup_points`."""

    service: str
    label: str
    price: Money
    kind: str = "delivery"
    days_min: int | None = None
    days_max: int | None = None
    is_chosen: bool = False
    pickup_points: tuple[PickupPoint, ...] = ()


@dataclass(frozen=True)
class CartParcel:
    """What travels together: one producer, one delivery fee."""

    producer: Named
    lines: tuple[CartLine, ...]
    goods: Money
    discount: Money | None = None
    shipping: Money | None = None
    shipping_choices: tuple[ShippingChoice, ...] = ()
    pickup_point: PickupPoint | None = None
    changes: tuple[Change, ...] = ()

    @property
    def is_choosable(self) -> bool:
        """Whether there is more than one way, or a place to choose, or none that is taken."""
        return len(self.shipping_choices) > 1 or any(
            one.pickup_points or not one.is_chosen for one in self.shipping_choices
        )


@dataclass(frozen=True)
class Promotion:
    """The promotion in use; `producer_id` is None when it is on everybody's goods."""

    code: str
    discount_bps: int
    producer_id: str | None = None


@dataclass(frozen=True)
class Contribution:
    """What the shopper adds for the solidarity fund, and what that comes to now."""

    kind: str
    value: int
    amount: Money


@dataclass(frozen=True)
class ToldChange:
    """A change with what it is of; what is gone from the cart has no name there any more."""

    change: Change
    line: CartLine | None = None
    producer: Named | None = None


@dataclass(frozen=True)
class Cart:
    """`total` is goods − discount + support − relief + shipping + contribution; goods are at fair prices. `buyer` is
    the organisation that it is bought for, if it is for one."""

    id: str
    currency: str
    country: str
    goods: Money
    total: Money
    item_count: int
    version: int = 0
    discount: Money | None = None
    support: Money | None = None
    relief: Money | None = None
    shipping: Money | None = None
    contribution: Contribution | None = None
    promotion: Promotion | None = None
    buyer: Named | None = None
    parcels: tuple[CartParcel, ...] = ()
    changes: tuple[Change, ...] = ()
    secret: str | None = None

    @property
    def has_changes(self) -> bool:
        return any(True for _ in self.told_changes())

    def told_changes(self) -> Iterator[ToldChange]:
        """Every change once, whether the API told it of the cart, of a parcel or of a line."""
        lines = {line.variant_id: line for parcel in self.parcels for line in parcel.lines}
        producers = {parcel.producer.id: parcel.producer for parcel in self.parcels}
        of_parcels = [one for parcel in self.parcels for one in parcel.changes]
        of_lines = [one for line in lines.values() for one in line.changes]
        for change in dict.fromkeys([*self.changes, *of_parcels, *of_lines]):
            yield ToldChange(change, lines.get(change.variant_id), producers.get(change.producer_id))
