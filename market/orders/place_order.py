"""Freeze a cart into an order: hold the stock, fix every price and who gets what of it, intend the payment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kit.currencies import require_chargeable
from kit.ids import new_id
from kit.money import Money
from market.orders import queries
from market.orders.errors import CartChanged, CartIsEmpty, NotDeliverable, OutOfStock
from market.orders.fill_cart import get_cart, lock_open_cart
from market.orders.price_parcels import PricedParcel, price_parcels
from market.orders.reach import Reach
from market.orders.rules import Offer, Wanted, changes_since_shown, parcels_of
from market.orders.use_promotion import promotion_changes
from market.pricing.promotions.queries import find_usable, insert_use
from market.pricing.rules import PromotionFacts
from models.enums import CartState, PaymentFlow, ShippingKind
from models.orders import BreakdownPart, Cart, Order, OrderLine, Parcel, Reservation
from models.payments import Payment

# Stripe's payment page lives at least half an hour; the stock is held a little longer than the page.
SHORTEST_HOLD = timedelta(minutes=31)


@dataclass(frozen=True)
class Buyer:
    """Who pays and where the parcels go."""

    email: str
    full_name: str
    address: dict[str, str]
    country: str


@dataclass(frozen=True)
class PlacedOrder:
    """`is_new` is False when the cart had become this order before."""

    order_id: str
    is_new: bool


def place_order(
    session: Session,
    *,
    cart_id: str,
    reach: Reach,
    buyer: Buyer,
    hold: timedelta,
    flow: PaymentFlow = PaymentFlow.CHECKOUT,
    now: datetime,
) -> PlacedOrder:
    """Turn the cart into an order that waits for its payment. The same cart gives the same order, however often.

    Raises NoSuchCart, CartIsEmpty, CartChanged when anything is not as it was shown, OutOfStock when a rival was
    quicker, NotDeliverable, NotChargeable, and pricing's refusals.
    """
    earlier = _earlier_order(session, cart_id, reach)
    if earlier is not None:
        return earlier
    cart = lock_open_cart(session, cart_id=cart_id, reach=reach)
    shown_in, cart.country = cart.country, buyer.country
    wanted = queries.wanted_of(queries.list_cart_lines(session, cart.id))
    if not wanted:
        raise CartIsEmpty()
    offers = queries.list_offers(
        session, [line.variant_id for line in wanted], currency=cart.currency, lang=cart.locale, now=now
    )
    promotion = find_usable(session, cart.promotion_code, now=now, is_locking=True) if cart.promotion_code else None
    plans = parcels_of(wanted, offers)
    priced = price_parcels(session, plans, cart=cart, shown_in=shown_in, promotion=promotion, now=now)
    _refuse_changes(cart, wanted, offers, promotion, priced)
    undeliverable = [parcel for parcel in priced if parcel.shipping is None]
    if undeliverable:
        raise NotDeliverable(undeliverable[0].plan.producer_name, cart.country)
    order = _order_row(cart, buyer, priced, promotion, hold, now)
    require_chargeable(Money(order.total_minor, order.currency))
    _reserve(session, wanted)
    _insert(session, order, priced, flow)
    queries.mark_cart_ordered(session, cart, now)
    session.flush()
    return PlacedOrder(order.id, is_new=True)


def _earlier_order(session: Session, cart_id: str, reach: Reach) -> PlacedOrder | None:
    cart = get_cart(session, cart_id=cart_id, reach=reach)
    if cart.state != CartState.ORDERED:
        return None
    order = queries.find_order_of_cart(session, cart_id)
    return PlacedOrder(order.id, is_new=False) if order else None


def _refuse_changes(
    cart: Cart,
    wanted: Sequence[Wanted],
    offers: Mapping[str, Offer],
    promotion: PromotionFacts | None,
    priced: Sequence[PricedParcel],
) -> None:
    changes = [
        *changes_since_shown(wanted, offers),
        *promotion_changes(cart, promotion),
        *(change for parcel in priced for change in parcel.changes()),
    ]
    if changes:
        raise CartChanged([change.fact() for change in changes])


def _reserve(session: Session, wanted: list[Wanted]) -> None:
    shortages = queries.reserve_stock(session, wanted)
    if shortages:
        first = shortages[0]
        raise OutOfStock(first.variant_id, first.asked, max(0, first.left))


def _order_row(
    cart: Cart,
    buyer: Buyer,
    priced: list[PricedParcel],
    promotion: PromotionFacts | None,
    hold: timedelta,
    now: datetime,
) -> Order:
    goods = sum(parcel.plan.goods_minor for parcel in priced)
    shipping = sum(parcel.shipping.total_minor for parcel in priced if parcel.shipping)
    discount = sum(parcel.discount_minor for parcel in priced)
    return Order(
        cart_id=cart.id,
        person_id=cart.person_id,
        # A guest's cart secret goes on to open the order: no second secret to hand out, store or lose.
        secret_hash=cart.secret_hash,
        email=buyer.email,
        full_name=buyer.full_name,
        shipping_address=buyer.address,
        country=buyer.country,
        locale=cart.locale,
        currency=cart.currency,
        goods_minor=goods,
        shipping_minor=shipping,
        discount_minor=discount,
        total_minor=goods + shipping - discount,
        # A promotion on nothing in the cart is not used.
        promotion_id=promotion.id if promotion is not None and discount else None,
        placed_at=now,
        expires_at=now + max(hold, SHORTEST_HOLD),
    )


def _insert(session: Session, order: Order, priced: list[PricedParcel], flow: PaymentFlow) -> None:
    parcels: list[Parcel] = []
    lines: list[OrderLine] = []
    parts: list[BreakdownPart] = []
    reservations: list[Reservation] = []
    for priced_parcel in priced:
        plan = priced_parcel.plan
        taken = priced_parcel.travel.taken
        assert priced_parcel.shipping is not None and taken is not None
        pickup = priced_parcel.travel.pickup if taken.kind is ShippingKind.PICKUP else None
        parcel = Parcel(
            order_id=order.id,
            producer_id=plan.producer_id,
            weight_grams=plan.weight_grams,
            shipping_minor=priced_parcel.shipping.total_minor,
            service=taken.service,
            pickup=pickup.snapshot() if pickup else None,
        )
        parcels.append(parcel)
        parts += priced_parcel.shipping_rows(order.id, parcel.id)
        for wanted, offer, breakdown in priced_parcel.lines:
            line = OrderLine(
                id=new_id("li"),
                order_id=order.id,
                parcel_id=parcel.id,
                producer_id=offer.producer_id,
                product_id=offer.product_id,
                variant_id=offer.variant_id,
                name=offer.product_name,
                variant_label=offer.variant_label,
                quantity=wanted.quantity,
                unit_amount_minor=offer.amount_minor,
                amount_minor=offer.amount_minor * wanted.quantity,
                discount_minor=breakdown.discount_minor,
                floor_minor=breakdown.floor_minor,
                floor_rule_id=breakdown.floor_rule_id,
                floor_note=breakdown.floor_note,
                claims=[claim.snapshot() for claim in offer.claims],
            )
            lines.append(line)
            parts += priced_parcel.line_rows(order.id, line.id, breakdown)
            reservations.append(
                Reservation(
                    order_line_id=line.id,
                    order_id=order.id,
                    variant_id=offer.variant_id,
                    quantity=wanted.quantity,
                    expires_at=order.expires_at,
                )
            )
    session.add(order)
    session.flush()
    queries.insert_rows(session, Parcel, parcels)
    queries.insert_rows(session, OrderLine, lines, with_nulls=True)
    queries.insert_rows(session, BreakdownPart, parts, with_nulls=True)
    queries.insert_rows(session, Reservation, reservations)
    if order.promotion_id is not None:
        insert_use(session, promotion_id=order.promotion_id, order_id=order.id)
    session.add(Payment(order_id=order.id, amount_minor=order.total_minor, currency=order.currency, flow=flow))
