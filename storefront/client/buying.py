"""Carts, orders, and what goes back of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.cookies import CartKey
from storefront.shapes.base import Page
from storefront.shapes.cart import Cart
from storefront.shapes.orders import (
    Cancelled,
    Checkout,
    Order,
    OrderBreakdown,
    OrderLineOfList,
    OwnAddress,
    OwnNotice,
    Return,
)


@dataclass(frozen=True)
class Buying(Asking):
    """A shopper's cart and orders. A guest's secret opens theirs."""

    async def open_cart(self) -> Cart:
        return await self.transport.send(Cart, "POST", "/v1/carts", {"locale": self.transport.language})

    async def cart(self, cart: CartKey) -> Cart:
        return await self.transport.get(Cart, f"/v1/carts/{safe(cart.id)}", secret=cart.secret)

    async def put_line(self, cart: CartKey, variant_id: str, quantity: int, *, hub: str = "", tier: str = "") -> Cart:
        path = f"/v1/carts/{safe(cart.id)}/lines/{safe(variant_id)}"
        body = {"quantity": quantity} | ({"hub": hub} if hub else {}) | ({"tier": tier} if tier else {})
        return await self.transport.send(Cart, "PUT", path, body, secret=cart.secret)

    async def remove_line(self, cart: CartKey, variant_id: str) -> None:
        path = f"/v1/carts/{safe(cart.id)}/lines/{safe(variant_id)}"
        await self.transport.act("DELETE", path, secret=cart.secret)

    async def deliver_cart_to(self, cart: CartKey, country: str) -> Cart:
        path = f"/v1/carts/{safe(cart.id)}"
        return await self.transport.send(Cart, "PATCH", path, {"country": country}, secret=cart.secret)

    async def accept_changes(self, cart: CartKey) -> None:
        await self.transport.act("POST", f"/v1/carts/{safe(cart.id)}/accept-changes", secret=cart.secret)

    async def check_out(self, cart: CartKey, body: Mapping[str, object], key: str) -> Checkout:
        path = f"/v1/carts/{safe(cart.id)}/checkout"
        return await self.transport.send(Checkout, "POST", path, body, secret=cart.secret, key=key)

    async def orders(self, cursor: str | None) -> Page[OrderLineOfList]:
        return await self.transport.get(Page[OrderLineOfList], "/v1/orders", {"cursor": cursor})

    async def own_addresses(self) -> Page[OwnAddress]:
        """Where one's own last orders went, the newest first."""
        return await self.transport.get(Page[OwnAddress], "/v1/me/addresses")

    async def notices(self, cursor: str | None = None) -> Page[OwnNotice]:
        """What was said about certificates of one's orders."""
        return await self.transport.get(Page[OwnNotice], "/v1/notices", {"cursor": cursor})

    async def order(self, order_id: str, secret: str | None) -> Order:
        return await self.transport.get(Order, f"/v1/orders/{safe(order_id)}", secret=secret)

    async def add_contribution(self, cart: CartKey, kind: str, value: int) -> Cart:
        path = f"/v1/carts/{safe(cart.id)}/contribution"
        return await self.transport.send(Cart, "PUT", path, {"kind": kind, "value": value}, secret=cart.secret)

    async def drop_contribution(self, cart: CartKey) -> Cart:
        path = f"/v1/carts/{safe(cart.id)}/contribution"
        return await self.transport.send(Cart, "DELETE", path, secret=cart.secret)

    async def use_promotion(self, cart: CartKey, code: str) -> Cart:
        path = f"/v1/carts/{safe(cart.id)}/promotion"
        return await self.transport.send(Cart, "PUT", path, {"code": code}, secret=cart.secret)

    async def drop_promotion(self, cart: CartKey) -> Cart:
        path = f"/v1/carts/{safe(cart.id)}/promotion"
        return await self.transport.send(Cart, "DELETE", path, secret=cart.secret)

    async def choose_shipping(self, cart: CartKey, producer_id: str, service: str, pickup_point_id: str) -> Cart:
        path = f"/v1/carts/{safe(cart.id)}/parcels/{safe(producer_id)}/shipping"
        body = {"service": service} | ({"pickup_point_id": pickup_point_id} if pickup_point_id else {})
        return await self.transport.send(Cart, "PUT", path, body, secret=cart.secret)

    async def buy_for(self, cart: CartKey, organisation_id: str) -> None:
        """For nobody else when none is named."""
        path = f"/v1/carts/{safe(cart.id)}/buyer"
        if organisation_id:
            await self.transport.act("PUT", path, {"organisation_id": organisation_id}, secret=cart.secret)
        else:
            await self.transport.act("DELETE", path, secret=cart.secret)

    async def order_breakdown(self, order_id: str, secret: str | None) -> OrderBreakdown:
        return await self.transport.get(OrderBreakdown, f"/v1/orders/{safe(order_id)}/breakdown", secret=secret)

    async def cancel_order(self, order_id: str, reason: str, secret: str | None) -> Cancelled:
        path = f"/v1/orders/{safe(order_id)}/cancel"
        return await self.transport.send(Cancelled, "POST", path, {"reason": reason}, secret=secret)

    async def returns_of_order(self, order_id: str, secret: str | None) -> Page[Return]:
        return await self.transport.get(Page[Return], f"/v1/orders/{safe(order_id)}/returns", secret=secret)

    async def ask_return(self, order_id: str, body: Mapping[str, object], key: str, secret: str | None) -> None:
        await self.transport.act("POST", f"/v1/orders/{safe(order_id)}/returns", body, secret=secret, key=key)

    async def withdraw_return(self, return_id: str, secret: str | None) -> None:
        await self.transport.act("POST", f"/v1/returns/{safe(return_id)}/withdraw", secret=secret)
