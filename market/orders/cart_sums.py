"""What a cart comes to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from market.orders.choose_contribution import contribution_of
from market.orders.price_parcels import PricedParcel
from market.pricing.tiers.rules import contribution_minor
from models.orders import Cart


@dataclass(frozen=True)
class CartSums:
    """In minor units of the cart's currency. Goods are at their fair prices: `support_minor` is what supporters pay
    more, `relief_minor` what the solidarity fund pays instead, `contribution_minor` what the buyer adds for it."""

    goods_minor: int
    shipping_minor: int
    discount_minor: int
    support_minor: int
    relief_minor: int
    contribution_minor: int = 0

    @property
    def paid_for_goods(self) -> int:
        """What the buyer pays for goods, what supporters add included."""
        return self.goods_minor - self.discount_minor + self.support_minor - self.relief_minor

    @property
    def total_minor(self) -> int:
        return self.paid_for_goods + self.shipping_minor + self.contribution_minor


def sums_of(cart: Cart, priced: Sequence[PricedParcel]) -> CartSums:
    """What the priced parcels of a cart come to, with what its buyer adds."""
    sums = CartSums(
        sum(parcel.plan.goods_minor for parcel in priced),
        sum(parcel.shipping.total_minor for parcel in priced if parcel.shipping),
        sum(parcel.discount_minor for parcel in priced),
        sum(parcel.support_minor for parcel in priced),
        sum(parcel.relief_minor for parcel in priced),
    )
    added = contribution_minor(
        contribution_of(cart),
        goods_minor=sums.paid_for_goods,
        total_minor=sums.total_minor,
        currency=cart.currency,
    )
    return replace(sums, contribution_minor=added)
