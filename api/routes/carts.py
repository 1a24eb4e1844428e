"""Carts, and checking out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Header, Request
from starlette.responses import Response

from api.deps import (
    CallerDep,
    DatabaseDep,
    IdPath,
    LimiterDep,
    Now,
    SettingsDep,
    StripeDep,
    client_network,
    expect_id,
    require_version,
)
from api.idempotency import RequiredIdempotentDep
from api.limits import Zone
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.contributions import ContributionIn
from api.schemas.orders import (
    BuyerIn,
    CartIn,
    CartOut,
    CartPatchIn,
    CheckedOutOut,
    CheckoutIn,
    LineIn,
    PromotionIn,
    ShippingIn,
)
from api.shapes.orders import cart_out
from kit.database import Session
from kit.settings import Settings
from market.orders.buy_for import buy_for, buy_for_oneself
from market.orders.choose_contribution import choose_contribution
from market.orders.choose_shipping import choose_shipping
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
from market.orders.use_promotion import drop_promotion, use_promotion
from market.orders.views import read_cart
from market.payments.start_payment import start_payment
from market.pricing.queries import get_tax_rate
from market.pricing.tiers.rules import Contribution
from models.enums import ContributionKind, PaymentFlow, Tier, VatClass
from models.orders import Cart

routes = Routes(prefix="/v1/carts", tags=["carts"])

CartSecret = Annotated[str | None, Header(alias="Cart-Secret", max_length=128, description="Opens a guest's cart")]

IfMatch = Annotated[str | None, Header(max_length=64, description="The ETag you read; 412 if the cart changed since")]


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


@dataclass(frozen=True)
class CartCall:
    """A call about one cart: whose it may be, and which version of it the caller has seen."""

    cart_id: str
    reach: Reach
    if_match: str | None
    settings: Settings
    now: datetime
    response: Response

    def lock(self, session: Session) -> Cart:
        """The cart, locked, open and unchanged since the caller's If-Match, if there is one."""
        cart = lock_open_cart(session, cart_id=self.cart_id, reach=self.reach)
        if self.if_match is not None:
            require_version(self.if_match, cart.version)
        return cart

    def answer(self, session: Session, cart: Cart) -> CartOut:
        """The cart as it is now, under the ETag of its version."""
        self.response.headers["ETag"] = f'"{cart.version}"'
        return cart_out(read_cart(session, cart=cart, now=self.now), self.settings)


async def read_cart_call(
    cart_id: IdPath,
    caller: CallerDep,
    settings: SettingsDep,
    response: Response,
    now: Now,
    secret: CartSecret = None,
    if_match: IfMatch = None,
) -> CartCall:
    return CartCall(expect_id("cart", cart_id), Reach(caller.person_id, secret), if_match, settings, now, response)


CartCallDep = Annotated[CartCall, Depends(read_cart_call)]


@routes.get("/{cart_id}", policy=(Resource.CART, Action.READ))
def read(call: CartCallDep, database: DatabaseDep) -> CartOut:
    """The cart with today's prices and everything that changed since it was shown."""
    with database.reading() as session:
        return call.answer(session, get_cart(session, cart_id=call.cart_id, reach=call.reach))


@routes.patch("/{cart_id}", policy=(Resource.CART, Action.UPDATE))
def change(body: CartPatchIn, call: CartCallDep, database: DatabaseDep) -> CartOut:
    """Deliver to another country; shipping and VAT follow."""
    with database.transaction() as session:
        cart = call.lock(session)
        get_tax_rate(session, call.now.date(), country=body.country, vat_class=VatClass.STANDARD)
        send_elsewhere(session, cart=cart, country=body.country, now=call.now)
        return call.answer(session, cart)


@routes.put("/{cart_id}/lines/{variant_id}", policy=(Resource.CART, Action.UPDATE))
def put(variant_id: IdPath, body: LineIn, call: CartCallDep, database: DatabaseDep) -> CartOut:
    """Set how many of a variant the cart holds, at today's price."""
    with database.transaction() as session:
        cart = call.lock(session)
        put_line(
            session,
            cart=cart,
            variant_id=expect_id("var", variant_id),
            quantity=body.quantity,
            hub=body.hub,
            tier=Tier(body.tier) if body.tier else None,
            now=call.now,
        )
        return call.answer(session, cart)


@routes.delete("/{cart_id}/lines/{variant_id}", policy=(Resource.CART, Action.UPDATE))
def remove(variant_id: IdPath, call: CartCallDep, database: DatabaseDep) -> CartOut:
    """Take a variant out of the cart."""
    with database.transaction() as session:
        cart = call.lock(session)
        remove_line(session, cart=cart, variant_id=expect_id("var", variant_id), now=call.now)
        return call.answer(session, cart)


@routes.put("/{cart_id}/promotion", policy=(Resource.CART, Action.UPDATE))
def promote(
    body: PromotionIn,
    request: Request,
    call: CartCallDep,
    caller: CallerDep,
    database: DatabaseDep,
    limiter: LimiterDep,
) -> CartOut:
    """Use a promotion, instead of another. A code that is over or used up is answered like one that never was."""
    # Guesses are counted as checkouts are: a code is worth money.
    limiter.count(Zone.CHECKOUT, caller.person_id or client_network(request))
    with database.transaction() as session:
        cart = call.lock(session)
        use_promotion(session, cart=cart, code=body.code, now=call.now)
        return call.answer(session, cart)


@routes.delete("/{cart_id}/promotion", policy=(Resource.CART, Action.UPDATE))
def demote(call: CartCallDep, database: DatabaseDep) -> CartOut:
    """Use no promotion."""
    with database.transaction() as session:
        cart = call.lock(session)
        drop_promotion(session, cart=cart, now=call.now)
        return call.answer(session, cart)


@routes.put("/{cart_id}/contribution", policy=(Resource.CART, Action.UPDATE))
def contribute(body: ContributionIn, call: CartCallDep, database: DatabaseDep) -> CartOut:
    """Add something for the solidarity fund, instead of what was added before; nothing unless this is asked."""
    with database.transaction() as session:
        cart = call.lock(session)
        given = Contribution(ContributionKind(body.kind), 0 if body.kind == "round_up" else body.value)
        choose_contribution(session, cart=cart, given=given, now=call.now)
        return call.answer(session, cart)


@routes.delete("/{cart_id}/contribution", policy=(Resource.CART, Action.UPDATE))
def contribute_nothing(call: CartCallDep, database: DatabaseDep) -> CartOut:
    """Add nothing for the solidarity fund."""
    with database.transaction() as session:
        cart = call.lock(session)
        choose_contribution(session, cart=cart, given=None, now=call.now)
        return call.answer(session, cart)


@routes.put("/{cart_id}/buyer", policy=(Resource.CART, Action.UPDATE))
def buy_for_organisation(body: BuyerIn, call: CartCallDep, database: DatabaseDep) -> CartOut:
    """Buy for an organisation that you are in; its networks then see what their members buy from each other."""
    with database.transaction() as session:
        cart = call.lock(session)
        buy_for(
            session,
            cart=cart,
            organisation_id=expect_id("org", body.organisation_id),
            person_id=call.reach.person_id,
            now=call.now,
        )
        return call.answer(session, cart)


@routes.delete("/{cart_id}/buyer", policy=(Resource.CART, Action.UPDATE))
def buy_for_nobody_else(call: CartCallDep, database: DatabaseDep) -> CartOut:
    """Buy for yourself."""
    with database.transaction() as session:
        cart = call.lock(session)
        buy_for_oneself(session, cart=cart, now=call.now)
        return call.answer(session, cart)


@routes.put("/{cart_id}/parcels/{producer_id}/shipping", policy=(Resource.CART, Action.UPDATE))
def ship(producer_id: IdPath, body: ShippingIn, call: CartCallDep, database: DatabaseDep) -> CartOut:
    """Let a producer's parcel travel by one of the services that the cart offers for it."""
    with database.transaction() as session:
        cart = call.lock(session)
        choose_shipping(
            session,
            cart=cart,
            producer_id=expect_id("org", producer_id),
            service=body.service,
            pickup_point_id=body.pickup_point_id and expect_id("pup", body.pickup_point_id),
            now=call.now,
        )
        return call.answer(session, cart)


@routes.post("/{cart_id}/accept-changes", policy=(Resource.CART, Action.UPDATE))
def accept(call: CartCallDep, database: DatabaseDep) -> CartOut:
    """Accept everything that changed: today's prices and shipping, fewer where fewer are left, gone what is gone."""
    with database.transaction() as session:
        cart = call.lock(session)
        accept_changes(session, cart=cart, now=call.now)
        return call.answer(session, cart)


@routes.post(
    "/{cart_id}/checkout",
    policy=(Resource.CART, Action.CHECK_OUT),
    status_code=201,
    response_model=CheckedOutOut,
)
def check_out(
    body: CheckoutIn,
    request: Request,
    call: CartCallDep,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    stripe: StripeDep,
    limiter: LimiterDep,
    idempotent: RequiredIdempotentDep,
) -> Response:
    """Freeze the cart into an order, hold its stock, and open the payment page.

    409 `cart_changed` lists what is no longer as it was shown; nothing is ordered then. The order is committed before
    Stripe is called: should Stripe not answer, ask again with the same key and body.
    """
    limiter.count(Zone.CHECKOUT, caller.person_id or client_network(request))
    address = body.shipping_address.model_dump()
    buyer = Buyer(body.email, body.full_name, address, body.shipping_address.country)
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        placed = place_order(
            session,
            cart_id=call.cart_id,
            reach=call.reach,
            buyer=buyer,
            hold=timedelta(minutes=settings.reservation_minutes),
            flow=PaymentFlow(body.flow),
            now=call.now,
        )
    started = start_payment(
        database, stripe, order_id=placed.order_id, storefront_url=settings.storefront_url, now=call.now
    )
    with database.transaction() as session:
        answer = CheckedOutOut(
            order_id=placed.order_id, checkout_url=started.checkout_url, client_secret=started.client_secret
        )
        return idempotent.answer(session, 201, answer)
