"""After paying: who got what, and where the parcels are."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.pages import go, page, shop_of, visitor_of
from storefront.shapes.base import Money
from storefront.shapes.orders import Order, Share


async def thank_you(request: Request) -> Response:
    """Where the payment page sends people back to. Until Stripe has told us, the page says so and asks again."""
    order = await _order(request)
    return page(
        request,
        "thank_you.html",
        order=order,
        receipt=receipt(order),
        is_waiting=_is_waiting(order),
        is_paid=_is_paid(order),
    )


async def order(request: Request) -> Response:
    found = await _order(request)
    return page(
        request,
        "order.html",
        order=found,
        receipt=receipt(found),
        is_waiting=_is_waiting(found),
        is_paid=_is_paid(found),
    )


async def _order(request: Request) -> Order:
    order_id = request.path_params["order_id"]
    secret = shop_of(request).jar.order_secret(request, order_id)
    return await visitor_of(request).api.order(order_id, secret)


def _is_waiting(order: Order) -> bool:
    return order.state == "placed"


def _is_paid(order: Order) -> bool:
    return order.state in {"paid", "refunded"}


@dataclass(frozen=True)
class Receipt:
    """Who gets what of one's own money; the parts make the total, to the cent."""

    shares: tuple[Share, ...]
    total: Money
    to_producers: Money

    @property
    def is_exact(self) -> bool:
        return sum(share.amount.amount for share in self.shares) == self.total.amount


def receipt(order: Order) -> Receipt:
    shares = order.who_gets_what
    return Receipt(shares, order.total, _sum(shares, {"producer", "premium"}, order.currency))


def _sum(shares: Iterable[Share], kinds: set[str], currency: str) -> Money:
    return Money(sum(share.amount.amount for share in shares if share.kind in kinds), currency)


async def own(request: Request) -> Response:
    visitor = visitor_of(request)
    if not visitor.is_signed_in:
        return go("/sign-in?next=/orders")
    found = await visitor.api.orders(request.query_params.get("cursor"))
    return page(request, "orders.html", orders=found)


ROUTES = [
    Route("/thank-you/{order_id}", thank_you),
    Route("/orders", own),
    Route("/orders/{order_id}", order),
]
