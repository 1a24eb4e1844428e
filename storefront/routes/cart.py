"""The cart: put in, change, take out, choose how it travels, accept what changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done
from storefront.amounts import read_amount
from storefront.cookies import CartKey
from storefront.forms import Refused
from storefront.pages import Visitor, go, page, shop_of, visitor_of
from storefront.places import DELIVERY_COUNTRIES
from storefront.shapes.account import Membership
from storefront.shapes.cart import Cart
from storefront.transport import ApiRefused

# A name that cannot be one is told as what it is: no more than a link that somebody has spoilt.
_NO_HUB = frozenset({"not_offered_by_hub", "invalid_request"})
_GONE = frozenset({"cart_is_ordered", "no_such_cart"})


async def show(request: Request) -> Response:
    return await cart_page(request)


async def cart_page(
    request: Request, *, status: int = 200, message: str = "", refused: Refused | None = None
) -> Response:
    """The cart as it is now, with a message where something could not be done."""
    visitor, jar = visitor_of(request), shop_of(request).jar
    cart = await _read(visitor)
    response = page(
        request,
        "cart.html",
        status=refused.status if refused else status,
        cart=cart,
        message=message,
        refused=refused or Refused(),
        countries=DELIVERY_COUNTRIES,
        organisations=await _organisations(visitor) if cart else (),
        item_count=cart.item_count if cart else 0,
    )
    if cart and visitor.cart:
        jar.keep_cart(response, CartKey(visitor.cart.id, visitor.cart.secret, cart.item_count))
    elif visitor.cart:
        jar.drop_cart(response)
    return response


async def _organisations(visitor: Visitor) -> Sequence[Membership]:
    """What the visitor may buy for, each once."""
    if not visitor.is_signed_in:
        return ()
    me = await visitor.api.me()
    return tuple({one.id: one for one in me.organisations}.values())


async def _read(visitor: Visitor) -> Cart | None:
    if visitor.cart is None:
        return None
    try:
        return await visitor.api.cart(visitor.cart)
    except ApiRefused as error:
        if error.status == 404 or error.code in _GONE:
            return None
        raise


async def put(request: Request) -> Response:
    """Add a variant (`add`, from a product page) or set its quantity (from the cart)."""
    visitor, jar = visitor_of(request), shop_of(request).jar
    form = await forms.read_form(request)
    variant_id = forms.text(form, "variant", 64)
    asked = forms.whole_number(form, "quantity", 1)
    is_adding = forms.text(form, "mode", 8) == "add"
    try:
        cart, opened = await _open(visitor)
        if asked == 0 and not is_adding:
            await visitor.api.remove_line(cart, variant_id)
            return go("/cart", "removed")
        held = _held(opened, variant_id) if is_adding else 0
        quantity = min(max(asked, 1) + held, 999)
        said = Put(variant_id, quantity, forms.text(form, "hub", 200), forms.text(form, "tier", 12))
        filled = await _put(visitor, cart, said)
    except ApiRefused as error:
        if error.status in {401, 429}:
            raise
        return await cart_page(request, status=error.status, message=visitor.refusal(error))
    response = go("/cart", "added" if is_adding else "quantity")
    jar.keep_cart(response, CartKey(cart.id, cart.secret, filled.item_count))
    return response


@dataclass(frozen=True)
class Put:
    """So many of a variant; by whose offer and at which tier, empty for what they were."""

    variant_id: str
    quantity: int
    hub: str
    tier: str


async def _put(visitor: Visitor, cart: CartKey, said: Put) -> Cart:
    """As the hub's offer; as the producer's own where the hub, by now, does not offer it."""
    try:
        return await visitor.api.put_line(cart, said.variant_id, said.quantity, hub=said.hub, tier=said.tier)
    except ApiRefused as error:
        if not said.hub or error.code not in _NO_HUB:
            raise
    return await visitor.api.put_line(cart, said.variant_id, said.quantity, tier=said.tier)


async def _open(visitor: Visitor) -> tuple[CartKey, Cart]:
    """The visitor's cart, or a new one where there is none or the last has become an order."""
    known = await _read(visitor)
    if known is not None and visitor.cart is not None:
        return visitor.cart, known
    opened = await visitor.api.open_cart()
    return CartKey(opened.id, opened.secret), opened


def _held(cart: Cart, variant_id: str) -> int:
    return sum(line.quantity for parcel in cart.parcels for line in parcel.lines if line.variant_id == variant_id)


async def remove(request: Request) -> Response:
    visitor = visitor_of(request)
    form = await forms.read_form(request)
    if visitor.cart:
        await visitor.api.remove_line(visitor.cart, forms.text(form, "variant", 64))
    return go("/cart", "removed")


async def accept(request: Request) -> Response:
    visitor = visitor_of(request)
    if visitor.cart:
        await visitor.api.accept_changes(visitor.cart)
    return go("/cart", "accepted")


async def deliver_to(request: Request) -> Response:
    visitor = visitor_of(request)
    form = await forms.read_form(request)
    country = forms.text(form, "country", 2)
    if visitor.cart and country:
        try:
            await visitor.api.deliver_cart_to(visitor.cart, country)
        except ApiRefused as error:
            return await cart_page(request, status=error.status, message=visitor.refusal(error))
    return go("/cart", "country")


async def _again(request: Request, refused: Refused) -> Response:
    return await cart_page(request, refused=refused)


async def promote(request: Request) -> Response:
    """Use a promotion's code, or none."""
    visitor = visitor_of(request)
    form = await forms.read_form(request)
    if visitor.cart is None:
        return go("/cart")
    if forms.text(form, "mode", 8) == "drop":
        asked, then = visitor.api.drop_promotion(visitor.cart), done("/cart", "promotion-dropped")
    else:
        code = forms.text(form, "code", 100)
        if not code:
            return go("/cart#promotion")
        asked, then = visitor.api.use_promotion(visitor.cart, code), done("/cart", "promotion")
    return await attempt(request, asked, at="promotion", form=form, again=_again, then=then)


async def contribute(request: Request) -> Response:
    """Add something for the solidarity fund, or nothing."""
    visitor = visitor_of(request)
    form = await forms.read_form(request)
    cart = await _read(visitor)
    if visitor.cart is None or cart is None:
        return go("/cart")
    if forms.text(form, "mode", 8) == "drop":
        asked, then = visitor.api.drop_contribution(visitor.cart), done("/cart", "contribution-dropped")
    else:
        kind, _, share = forms.text(form, "kind", 20).partition(":")
        value = int(share) if share.isascii() and share.isdecimal() else 0
        if kind == "fixed":
            try:
                value = read_amount(forms.text(form, "amount", 12), cart.currency).amount
            except ValueError:
                return go("/cart#contribution")
        if not kind:
            return go("/cart#contribution")
        asked, then = visitor.api.add_contribution(visitor.cart, kind, value), done("/cart", "contribution")
    return await attempt(request, asked, at="contribution", form=form, again=_again, then=then)


async def choose_shipping(request: Request) -> Response:
    """One producer's parcel travels otherwise. A way is its service and, for what is fetched, the place."""
    visitor = visitor_of(request)
    form = await forms.read_form(request)
    service, _, place = forms.text(form, "way", 130).rpartition("|")
    if visitor.cart is None or not service:
        return go("/cart")
    producer_id = forms.text(form, "producer", 64)
    asked = visitor.api.choose_shipping(visitor.cart, producer_id, service, place)
    return await attempt(
        request, asked, at=f"ship-{producer_id}", form=form, again=_again, then=done("/cart", "shipping")
    )


async def buy_for(request: Request) -> Response:
    """Buy for an organisation of one's own, or for oneself."""
    visitor = visitor_of(request)
    form = await forms.read_form(request)
    if visitor.cart is None:
        return go("/cart")
    asked = visitor.api.buy_for(visitor.cart, forms.text(form, "buyer", 64))
    return await attempt(request, asked, at="buyer", form=form, again=_again, then=done("/cart", "buyer"))


ROUTES = [
    Route("/cart", show),
    Route("/cart/lines", put, methods=["POST"]),
    Route("/cart/remove", remove, methods=["POST"]),
    Route("/cart/accept", accept, methods=["POST"]),
    Route("/cart/country", deliver_to, methods=["POST"]),
    Route("/cart/buyer", buy_for, methods=["POST"]),
    Route("/cart/promotion", promote, methods=["POST"]),
    Route("/cart/contribution", contribute, methods=["POST"]),
    Route("/cart/shipping", choose_shipping, methods=["POST"]),
]
