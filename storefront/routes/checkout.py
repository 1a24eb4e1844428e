"""Address and delivery, then to the payment page of Stripe."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from storefront import forms
from storefront.forms import Complaints
from storefront.pages import go, page, shop_of, trusted, visitor_of
from storefront.places import DELIVERY_COUNTRIES
from storefront.routes.cart import cart_page
from storefront.shapes.cart import Cart
from storefront.transport import ApiRefused

_FIELDS = {"email": 254, "full_name": 200, "line1": 200, "line2": 200, "postal_code": 20, "city": 200, "country": 2}
_REQUIRED = ("email", "full_name", "line1", "postal_code", "city", "country")
_CHANGED = frozenset(
    {"cart_changed", "out_of_stock", "cart_is_empty", "cart_is_ordered", "not_deliverable", "not_in_season"}
)


async def ask(request: Request) -> Response:
    visitor = visitor_of(request)
    if visitor.cart is None:
        return go("/cart")
    cart = await visitor.api.cart(visitor.cart)
    if not cart.item_count or cart.has_changes:
        return go("/cart")
    given = dict.fromkeys(_FIELDS, "") | {"country": cart.country}
    if visitor.is_signed_in:
        me = await visitor.api.me()
        given |= {"email": me.email, "full_name": me.full_name}
    return _form(request, cart, given, forms.new_key(), Complaints(), 200)


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
            return await cart_page(request, status=409, message=visitor.refusal(error))
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
    return response


def _form(
    request: Request, cart: Cart, given: Mapping[str, str], key: str, complaints: Complaints, status: int
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
    )


def _body(given: Mapping[str, str]) -> dict[str, object]:
    address = {name: given[name] for name in ("line1", "line2", "postal_code", "city", "country")}
    return {"email": given["email"], "full_name": given["full_name"], "shipping_address": address}


ROUTES = [
    Route("/checkout", ask),
    Route("/checkout", place, methods=["POST"]),
]
