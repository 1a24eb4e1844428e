"""Refusals about carts and orders."""

from dataclasses import dataclass, field
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


class NoSuchCart(NotFound):
    """There is no such cart, or it is not yours."""

    code: ClassVar[str] = "no_such_cart"


@dataclass(eq=False)
class NotOfferedByHub(Conflict):
    """This organisation does not offer this now; it can be bought without it."""

    code: ClassVar[str] = "not_offered_by_hub"
    hub: str


class NoSuchOrder(NotFound):
    """There is no such order, or it is not yours."""

    code: ClassVar[str] = "no_such_order"


class NoSuchOrderLine(NotFound):
    """There is no such line in this order."""

    code: ClassVar[str] = "no_such_order_line"


class NoSuchParcel(NotFound):
    """There is no such parcel, or it is not yours to pack."""

    code: ClassVar[str] = "no_such_parcel"


class CartIsOrdered(Conflict):
    """This cart has become an order; open a new one."""

    code: ClassVar[str] = "cart_is_ordered"


class NotInBuyingOrganisation(Conflict):
    """You are not in the organisation that this is bought for; buy for yourself, or as one of its people."""

    code: ClassVar[str] = "not_in_buying_organisation"


class CartIsEmpty(Conflict):
    """There is nothing in the cart."""

    code: ClassVar[str] = "cart_is_empty"


@dataclass(eq=False)
class CartIsFull(Conflict):
    """A cart holds this many different things and no more."""

    code: ClassVar[str] = "cart_is_full"
    limit: int


@dataclass(eq=False)
class CartChanged(Conflict):
    """Something changed since you saw it: look at the changes and accept them, then check out again."""

    code: ClassVar[str] = "cart_changed"
    changes: list[dict[str, str]] = field(default_factory=list)


@dataclass(eq=False)
class OutOfStock(Conflict):
    """Less is left than was asked for."""

    code: ClassVar[str] = "out_of_stock"
    variant_id: str
    asked: int
    left: int


@dataclass(eq=False)
class NotInSeason(Conflict):
    """These cannot be ordered today: their season is over, or has not begun."""

    code: ClassVar[str] = "not_in_season"
    variant_ids: list[str]


@dataclass(eq=False)
class NotDeliverable(Conflict):
    """A producer in this cart does not send parcels of this weight to that country."""

    code: ClassVar[str] = "not_deliverable"
    producer: str
    country: str


@dataclass(eq=False)
class WrongParcelStep(Conflict):
    """The parcel is not at the step that this follows."""

    code: ClassVar[str] = "wrong_parcel_step"
    state: str


class NoSuchCartParcel(NotFound):
    """Nothing in this cart comes from this producer."""

    code: ClassVar[str] = "no_such_cart_parcel"


class NoSuchPickupPoint(NotFound):
    """The parcel cannot be fetched there."""

    code: ClassVar[str] = "no_such_pickup_point"


@dataclass(eq=False)
class ShippingNotOffered(Conflict):
    """This parcel does not travel that way."""

    code: ClassVar[str] = "shipping_not_offered"
    service: str
    offered: list[str]


@dataclass(eq=False)
class PotIsEmpty(Conflict):
    """The solidarity fund cannot pay that much now; the fair price is still to be had."""

    code: ClassVar[str] = "solidarity_fund_is_empty"
    asked_minor: int
    left_minor: int
    currency: str


@dataclass(eq=False)
class NoSuchTier(Conflict):
    """This is not to be had at that price."""

    code: ClassVar[str] = "no_such_tier"
    variant_id: str
    tier: str


@dataclass(eq=False)
class NoSolidarityFund(Conflict):
    """There is no open solidarity fund in this currency."""

    code: ClassVar[str] = "no_solidarity_fund"
    currency: str


@dataclass(eq=False)
class ContributionTooLarge(Invalid):
    """Nobody adds that much by a cart."""

    code: ClassVar[str] = "contribution_too_large"
    most: int
