"""Address and delivery, then to the payment page of Stripe."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from storefront import forms
from storefront.forms import Complaints
from storefront.pages import Visitor, go, page, shop_of, trusted, visitor_of
from storefront.places import DELIVERY_COUNTRIES
from storefront.routes.cart import cart_page
from storefront.shapes.cart import Cart
from storefront.shapes.orders import OwnAddress
from storefront.transport import ApiRefused

_FIELDS = {"email": 254, "full_name": 200, "line1": 200, "line2": 200, "postal_code": 20, "city": 200, "country": 2}
_REQUIRED = ("email", "full_name", "line1", "postal_code", "city", "country")
# What stands in the address of the page for "none of them".
_NONE = "none"
_CHANGED = frozenset(
    {"cart_changed", "out_of_stock", "cart_is_empty", "cart_is_ordered", "not_deliverable", "not_in_season"}
)
# Where a country of its own changes what the parcels cost.
_ELSEWHERE = frozenset({"cart_changed", "not_deliverable"})


async def ask(request: Request) -> Response:
    visitor = visitor_of(request)
    if visitor.cart is None:
        return go("/cart")
    cart = await visitor.api.cart(visitor.cart)
    if not cart.item_count or cart.has_changes:
        return go("/cart")
    offered = await _offered(visitor)
    chosen = _chosen(offered, request.query_params.get("address"), cart.country)
    given = dict.fromkeys(_FIELDS, "") | {"country": cart.country}
    if visitor.is_signed_in:
        me = await visitor.api.me()
        given |= {"email": me.email, "full_name": me.full_name}
    typed = _typed(request)
    if typed:
        given |= typed
    elif chosen:
        given |= _fields_of(chosen)
    return _form(request, cart, given, forms.new_key(), Complaints(), 200, offered, "" if typed else _id_of(chosen))


async def choose(request: Request) -> Response:
    """Fill in an address that one's own order went to, or none. The cart goes to its country, so that what the delivery
    costs is known before anybody pays."""
    visitor, jar = visitor_of(request), shop_of(request).jar
    form = await forms.read_form(request)
    wanted = forms.text(form, "address", 64)
    found = next((one for one in await _offered(visitor) if one.order_id == wanted), None)
    if visitor.cart is not None and found is not None:
        cart = await visitor.api.cart(visitor.cart)
        if cart.country != found.shipping_address.country:
            await visitor.api.deliver_cart_to(visitor.cart, found.shipping_address.country)
    response = go(f"/checkout?address={quote(found.order_id if found else _NONE)}")
    jar.drop_address(response)
    return response


async def place(request: Request) -> Response:
    """Place the order. The form carries its own key, so that sending it twice places one order."""
    visitor, jar = visitor_of(request), shop_of(request).jar
    form = await forms.read_form(request)
    if visitor.cart is None:
        return go("/cart")
    given = {name: forms.text(form, name, limit) for name, limit in _FIELDS.items()}
    key = forms.text(form, "key", 64) or forms.new_key()
    missing = {name: visitor.say("Please fill this in.") for name in _REQUIRED if not given[name]}
    if missing:
        complaints = Complaints(visitor.say("Please look at what is marked below."), missing)
        return _form(request, await visitor.api.cart(visitor.cart), given, key, complaints, 422)
    try:
        placed = await visitor.api.check_out(visitor.cart, _body(given), key)
    except ApiRefused as error:
        if error.code in _CHANGED:
            return await _changed(request, error, given)
        if error.status not in {400, 409, 422}:
            raise
        # A refused body has used its key up: the corrected one is another request.
        complaints = forms.complaints(error, visitor.refusal(error), visitor.detail)
        cart = await visitor.api.cart(visitor.cart)
        return _form(request, cart, given, forms.new_key(), complaints, error.status)
    origins = shop_of(request).settings.checkout_origins
    response = RedirectResponse(trusted(placed.checkout_url, origins), status_code=303)
    # A guest's cart secret goes on to open the order, unless the API hands out another.
    if secret := placed.secret or visitor.cart.secret:
        jar.keep_order(request, response, placed.order_id, secret)
    jar.drop_cart(response)
    if visitor.is_signed_in:
        # The order itself knows from now on where it goes.
        jar.drop_address(response)
    else:
        jar.keep_address(response, given)
    return response


async def _changed(request: Request, error: ApiRefused, given: Mapping[str, str]) -> Response:
    """The cart as it is now; what was typed waits for the checkout. It goes where the form said, so that its prices are
    those of there."""
    visitor, jar = visitor_of(request), shop_of(request).jar
    if error.code in _ELSEWHERE and visitor.cart is not None:
        cart = await visitor.api.cart(visitor.cart)
        if cart.country != given["country"]:
            await visitor.api.deliver_cart_to(visitor.cart, given["country"])
    response = await cart_page(request, status=409, message=visitor.refusal(error))
    jar.keep_address(response, given)
    return response


async def _offered(visitor: Visitor) -> Sequence[OwnAddress]:
    """Addresses of a buyer's own orders; a guest's orders are nobody's."""
    return (await visitor.api.own_addresses()).data if visitor.is_signed_in else ()


def _chosen(offered: Sequence[OwnAddress], wanted: str | None, country: str) -> OwnAddress | None:
    """The one that was asked for; else the one used last, if the cart goes to its country."""
    if wanted is None:
        return next((one for one in offered if one.shipping_address.country == country), None)
    return next((one for one in offered if one.order_id == wanted), None)


def _id_of(chosen: OwnAddress | None) -> str:
    return chosen.order_id if chosen else ""


def _fields_of(one: OwnAddress) -> dict[str, str]:
    to = one.shipping_address
    address = {"line1": to.line1, "line2": to.line2, "postal_code": to.postal_code, "city": to.city}
    return address | {"full_name": one.full_name, "country": to.country}


def _typed(request: Request) -> dict[str, str]:
    """What was typed in this browser and is not an order of who is signed in."""
    kept = shop_of(request).jar.address(request)
    return {name: kept[name][:limit] for name, limit in _FIELDS.items() if kept.get(name)}


def _form(
    request: Request,
    cart: Cart,
    given: Mapping[str, str],
    key: str,
    complaints: Complaints,
    status: int,
    offered: Sequence[OwnAddress] = (),
    chosen: str = "",
) -> Response:
    return page(
        request,
        "checkout.html",
        status=status,
        cart=cart,
        given=given,
        key=key,
        complaints=complaints,
        countries=DELIVERY_COUNTRIES,
        offered=offered,
        chosen=chosen,
        can_empty=status == 200 and given["line1"] != "",
    )


def _body(given: Mapping[str, str]) -> dict[str, object]:
    address = {name: given[name] for name in ("line1", "line2", "postal_code", "city", "country")}
    return {"email": given["email"], "full_name": given["full_name"], "shipping_address": address}


ROUTES = [
    Route("/checkout", ask),
    Route("/checkout", place, methods=["POST"]),
    Route("/checkout/address", choose, methods=["POST"]),
]
