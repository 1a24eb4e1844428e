"""Carts, and checking out."""

from datetime import timedelta
from typing import Annotated

from fastapi import Header, Request
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, LimiterDep, Now, SettingsDep, StripeDep, client_network, expect_id
from api.idempotency import RequiredIdempotentDep
from api.limits import Zone
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.orders import CartIn, CartOut, CartPatchIn, CheckedOutOut, CheckoutIn, LineIn
from api.shapes.orders import cart_out
from market.orders.fill_cart import (
    accept_changes,
    get_cart,
    lock_open_cart,
    open_cart,
    put_line,
    remove_line,
    send_elsewhere,
)
from market.orders.place_order import Buyer, place_order
from market.orders.reach import Reach
from market.orders.views import read_cart
from market.payments.start_payment import start_payment
from market.pricing.queries import get_tax_rate
from models.enums import VatClass

routes = Routes(prefix="/v1/carts", tags=["carts"])

CartSecret = Annotated[str | None, Header(alias="Cart-Secret", max_length=128, description="Opens a guest's cart")]


@routes.post("", policy=(Resource.CART, Action.CREATE), status_code=201)
def create_cart(body: CartIn, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, now: Now) -> CartOut:
    """Open a cart. A guest's cart comes with a secret, shown this once; send it as `Cart-Secret`."""
    with database.transaction() as session:
        get_tax_rate(session, now.date(), country=body.country, vat_class=VatClass.STANDARD)
        opened = open_cart(
            session,
            person_id=caller.person_id,
            country=body.country,
            currency=settings.market_currency,
            locale=body.locale,
            now=now,
        )
        view = read_cart(session, cart=opened.cart, now=now)
        return cart_out(view, settings, secret=opened.secret)


@routes.get("/{cart_id}", policy=(Resource.CART, Action.READ))
def read(
    cart_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    response: Response,
    now: Now,
    secret: CartSecret = None,
) -> CartOut:
    """The cart with today's prices and everything that changed since it was shown."""
    reach = Reach(caller.person_id, secret)
    with database.reading() as session:
        cart = get_cart(session, cart_id=expect_id("cart", cart_id), reach=reach)
        response.headers["ETag"] = f'"{cart.version}"'
        return cart_out(read_cart(session, cart=cart, now=now), settings)


@routes.patch("/{cart_id}", policy=(Resource.CART, Action.UPDATE))
def change(
    cart_id: IdPath,
    body: CartPatchIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
    secret: CartSecret = None,
) -> CartOut:
    """Deliver to another country; shipping and VAT follow."""
    reach = Reach(caller.person_id, secret)
    with database.transaction() as session:
        cart = lock_open_cart(session, cart_id=expect_id("cart", cart_id), reach=reach)
        get_tax_rate(session, now.date(), country=body.country, vat_class=VatClass.STANDARD)
        send_elsewhere(session, cart=cart, country=body.country, now=now)
        return cart_out(read_cart(session, cart=cart, now=now), settings)


@routes.put("/{cart_id}/lines/{variant_id}", policy=(Resource.CART, Action.UPDATE))
def put(
    cart_id: IdPath,
    variant_id: IdPath,
    body: LineIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
    secret: CartSecret = None,
) -> CartOut:
    """Set how many of a variant the cart holds, at today's price."""
    reach = Reach(caller.person_id, secret)
    with database.transaction() as session:
        cart = lock_open_cart(session, cart_id=expect_id("cart", cart_id), reach=reach)
        put_line(session, cart=cart, variant_id=expect_id("var", variant_id), quantity=body.quantity, now=now)
        return cart_out(read_cart(session, cart=cart, now=now), settings)


@routes.delete("/{cart_id}/lines/{variant_id}", policy=(Resource.CART, Action.UPDATE))
def remove(
    cart_id: IdPath,
    variant_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
    secret: CartSecret = None,
) -> CartOut:
    """Take a variant out of the cart."""
    reach = Reach(caller.person_id, secret)
    with database.transaction() as session:
        cart = lock_open_cart(session, cart_id=expect_id("cart", cart_id), reach=reach)
        remove_line(session, cart=cart, variant_id=expect_id("var", variant_id), now=now)
        return cart_out(read_cart(session, cart=cart, now=now), settings)


@routes.post("/{cart_id}/accept-changes", policy=(Resource.CART, Action.UPDATE))
def accept(
    cart_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
    secret: CartSecret = None,
) -> CartOut:
    """Accept everything that changed: today's prices, fewer where fewer are left, gone what is gone."""
    reach = Reach(caller.person_id, secret)
    with database.transaction() as session:
        cart = lock_open_cart(session, cart_id=expect_id("cart", cart_id), reach=reach)
        accept_changes(session, cart=cart, now=now)
        return cart_out(read_cart(session, cart=cart, now=now), settings)


@routes.post(
    "/{cart_id}/checkout",
    policy=(Resource.CART, Action.CHECK_OUT),
    status_code=201,
    response_model=CheckedOutOut,
)
def check_out(
    cart_id: IdPath,
    body: CheckoutIn,
    request: Request,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    stripe: StripeDep,
    limiter: LimiterDep,
    idempotent: RequiredIdempotentDep,
    now: Now,
    secret: CartSecret = None,
) -> Response:
    """Freeze the cart into an order, hold its stock, and open the payment page.

    409 `cart_changed` lists what is no longer as it was shown; nothing is ordered then. The order is committed before
    Stripe is called: should Stripe not answer, ask again with the same key and body.
    """
    limiter.count(Zone.CHECKOUT, caller.person_id or client_network(request))
    reach = Reach(caller.person_id, secret)
    address = body.shipping_address.model_dump()
    buyer = Buyer(body.email, body.full_name, address, body.shipping_address.country)
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        placed = place_order(
            session,
            cart_id=expect_id("cart", cart_id),
            reach=reach,
            buyer=buyer,
            hold=timedelta(minutes=settings.reservation_minutes),
            now=now,
        )
    checkout_url = start_payment(
        database, stripe, order_id=placed.order_id, storefront_url=settings.storefront_url, now=now
    )
    with database.transaction() as session:
        answer = CheckedOutOut(order_id=placed.order_id, checkout_url=checkout_url)
        return idempotent.answer(session, 201, answer)
