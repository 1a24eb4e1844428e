"""Who gets what of an order, before and after something went back. The parts make the total, to the cent."""

from collections.abc import Iterable
from dataclasses import dataclass

from storefront.shapes.base import Money
from storefront.shapes.orders import Order, Share

_OF_PRODUCERS = frozenset({"producer", "minimum_price_topup", "premium"})
_REACHING = frozenset({"pending", "succeeded"})


@dataclass(frozen=True)
class Receipt:
    """`total` was paid; `refunded` of it is on its way back or there; `gift` of that the market gave of its own."""

    shares: tuple[Share, ...]
    total: Money
    to_producers: Money
    refunded: Money
    gift: Money

    @property
    def is_exact(self) -> bool:
        return sum(share.amount.amount for share in self.shares) == self.total.amount

    @property
    def left(self) -> Money:
        """What the buyer paid in the end."""
        return self.total - self.refunded


def receipt(order: Order) -> Receipt:
    shares = order.who_gets_what
    nothing = Money(0, order.currency)
    gifts = (one.amount for one in order.refunds if one.kind == "goodwill" and one.state in _REACHING)
    return Receipt(
        shares,
        order.total,
        _sum((share.kept for share in shares if share.kind in _OF_PRODUCERS), nothing),
        order.refunded or nothing,
        order.given_by_market or _sum(gifts, nothing),
    )


def _sum(amounts: Iterable[Money], nothing: Money) -> Money:
    return sum(amounts, start=nothing)
