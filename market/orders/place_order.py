"""Freeze a cart into an order: hold the stock, fix every price and who gets what of it, intend the payment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kit.currencies import require_chargeable
from kit.ids import new_id
from kit.money import Money
from market.ledger.accounts import fund
from market.orders import freeze_queries, queries
from market.orders.buy_for import require_buyer
from market.orders.cart_sums import CartSums, sums_of
from market.orders.choose_contribution import contribution_of
from market.orders.claim_queries import take_claims
from market.orders.errors import CartChanged, CartIsEmpty, NoSolidarityFund, NotDeliverable, OutOfStock
from market.orders.fill_cart import lock_cart, refuse_out_of_season, require_open
from market.orders.freeze_queries import Fields, Frozen
from market.orders.keep_promise import promise_relief
from market.orders.price_parcels import PricedParcel, part_row, price_parcels, tier_changes
from market.orders.reach import Reach
from market.orders.rules import Change, Offer, Wanted, carried_claims, changes_since_shown, claims_used, parcels_of
from market.orders.use_promotion import promotion_changes
from market.pricing.market_price_queries import MarketPriceFacts, frozen_market_price, list_market_prices
from market.pricing.promotions.queries import find_usable, insert_use
from market.pricing.rules import Breakdown, PromotionFacts
from market.pricing.tiers.queries import find_pot
from market.pricing.tiers.rules import contribution_part
from models.enums import CartState, PaymentFlow, ShippingKind
from models.orders import Cart

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

    Raises NoSuchCart, CartIsEmpty, CartChanged when anything is not as it was shown, NotInSeason, OutOfStock or
    PotIsEmpty when a rival was quicker, NoSolidarityFund, NotInBuyingOrganisation, NotDeliverable, NotChargeable, and
    pricing's refusals.
    """
    cart = lock_cart(session, cart_id=cart_id, reach=reach)
    if cart.state == CartState.ORDERED and (earlier := queries.find_order_of_cart(session, cart_id)):
        return PlacedOrder(earlier.id, is_new=False)
    require_open(cart)
    require_buyer(session, cart=cart, person_id=reach.person_id)
    shown_in, cart.country = cart.country, buyer.country
    wanted = queries.wanted_of(queries.list_cart_lines(session, cart.id))
    if not wanted:
        raise CartIsEmpty()
    refuse_out_of_season(session, [line.variant_id for line in wanted], now=now)
    on_offer = queries.list_offers(
        session, [line.variant_id for line in wanted], currency=cart.currency, lang=cart.locale, now=now
    )
    offers = carried_claims(wanted, on_offer)
    promotion = find_usable(session, cart.promotion_code, now=now, is_locking=True) if cart.promotion_code else None
    plans = parcels_of(wanted, offers)
    priced = price_parcels(session, plans, cart=cart, shown_in=shown_in, promotion=promotion, now=now)
    _refuse_changes(session, cart, wanted, offers, promotion, priced)
    undeliverable = [parcel for parcel in priced if parcel.shipping is None]
    if undeliverable:
        raise NotDeliverable(undeliverable[0].plan.producer_name, cart.country)
    sums = sums_of(cart, priced)
    require_chargeable(Money(sums.total_minor, cart.currency))
    order_id, expires_at = new_id("ord"), now + max(hold, SHORTEST_HOLD)
    # A promotion on nothing in the cart is not used.
    used = promotion.id if promotion is not None and sums.discount_minor else None
    order = _order_row(order_id, cart, buyer, sums, used, expires_at, now)
    quoted = list_market_prices(session, _in_price_tables(priced), currency=cart.currency, at=now)
    gift = _gift_row(session, order_id, cart, sums)
    freeze_queries.insert_order(session, _frozen(order, priced, quoted, gift, flow))
    if used is not None:
        insert_use(session, promotion_id=used, order_id=order_id)
    queries.mark_cart_ordered(session, cart, now)
    session.flush()
    # Last, because everybody else who wants the same lots waits for whoever holds their stock.
    _use_claims(session, order_id, wanted, offers, now)
    _reserve(session, wanted)
    promise_relief(session, order_id=order_id, relief=Money(sums.relief_minor, cart.currency), now=now)
    return PlacedOrder(order_id, is_new=True)


def _refuse_changes(
    session: Session,
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
        *tier_changes(session, priced, currency=cart.currency),
    ]
    if changes:
        raise CartChanged([change.fact() for change in changes])


def _use_claims(
    session: Session, order_id: str, wanted: Sequence[Wanted], offers: Mapping[str, Offer], now: datetime
) -> None:
    short = take_claims(session, order_id, claims_used(wanted, offers), now=now)
    if short:
        raise CartChanged([Change(each.variant_id, "claim_gone", each.certificate_id, "").fact() for each in short])


def _reserve(session: Session, wanted: list[Wanted]) -> None:
    shortages = queries.reserve_stock(session, wanted)
    if shortages:
        first = shortages[0]
        raise OutOfStock(first.variant_id, first.asked, max(0, first.left))


def _gift_row(session: Session, order_id: str, cart: Cart, sums: CartSums) -> list[Fields]:
    """The part that the buyer adds for the solidarity fund, if they do."""
    given = contribution_of(cart)
    if given is None or not sums.contribution_minor:
        return []
    pot = find_pot(session, cart.currency)
    if pot is None or not pot.is_open:
        raise NoSolidarityFund(cart.currency)
    part = contribution_part(given, sums.contribution_minor, fund_owner_id=pot.owner_id)
    return [part_row(order_id, part, fund(pot.account_code))]


def _order_row(
    order_id: str,
    cart: Cart,
    buyer: Buyer,
    sums: CartSums,
    promotion_id: str | None,
    expires_at: datetime,
    now: datetime,
) -> Fields:
    return {
        "id": order_id,
        "cart_id": cart.id,
        "person_id": cart.person_id,
        # A guest's cart secret goes on to open the order: no second secret to hand out, store or lose.
        "secret_hash": cart.secret_hash,
        "email": buyer.email,
        "full_name": buyer.full_name,
        "shipping_address": buyer.address,
        "country": buyer.country,
        "locale": cart.locale,
        "currency": cart.currency,
        "goods_minor": sums.goods_minor,
        "shipping_minor": sums.shipping_minor,
        "discount_minor": sums.discount_minor,
        "support_minor": sums.support_minor,
        "relief_minor": sums.relief_minor,
        "contribution_minor": sums.contribution_minor,
        "total_minor": sums.total_minor,
        "promotion_id": promotion_id,
        "buyer_organisation_id": cart.buyer_organisation_id,
        "placed_at": now,
        "expires_at": expires_at,
    }


def _frozen(
    order: Fields,
    priced: Sequence[PricedParcel],
    quoted: Mapping[str, MarketPriceFacts],
    gift: list[Fields],
    flow: PaymentFlow,
) -> Frozen:
    order_id = str(order["id"])
    parcels: list[Fields] = []
    lines: list[Fields] = []
    parts: list[Fields] = list(gift)
    for priced_parcel in priced:
        parcel_id = new_id("pcl")
        parcels.append(_parcel_row(order_id, parcel_id, priced_parcel))
        parts += priced_parcel.shipping_rows(order_id, parcel_id)
        for wanted, offer, breakdown in priced_parcel.lines:
            line_id = new_id("li")
            of_market = quoted.get(wanted.variant_id)
            lines.append(_line_row(order_id, parcel_id, line_id, wanted, offer, breakdown, of_market))
            parts += priced_parcel.line_rows(order_id, line_id, breakdown)
    payment = {
        "id": new_id("pay"),
        "order_id": order_id,
        "amount_minor": order["total_minor"],
        "currency": order["currency"],
        "flow": flow,
    }
    return Frozen(order, parcels, lines, parts, payment)


def _in_price_tables(priced: Sequence[PricedParcel]) -> list[str]:
    """The variants that name what they are there."""
    return [wanted.variant_id for parcel in priced for wanted, _, parts in parcel.lines if parts.floor_rule_id]


def _parcel_row(order_id: str, parcel_id: str, priced: PricedParcel) -> Fields:
    taken = priced.travel.taken
    assert priced.shipping is not None
    assert taken is not None
    pickup = priced.travel.pickup if taken.kind is ShippingKind.PICKUP else None
    return {
        "id": parcel_id,
        "order_id": order_id,
        "producer_id": priced.plan.producer_id,
        "weight_grams": priced.plan.weight_grams,
        "shipping_minor": priced.shipping.total_minor,
        "service": taken.service,
        "pickup": pickup.snapshot() if pickup else None,
    }


def _line_row(
    order_id: str,
    parcel_id: str,
    line_id: str,
    wanted: Wanted,
    offer: Offer,
    breakdown: Breakdown,
    quoted: MarketPriceFacts | None,
) -> Fields:
    return {
        "id": line_id,
        "order_id": order_id,
        "parcel_id": parcel_id,
        "producer_id": offer.producer_id,
        "product_id": offer.product_id,
        "variant_id": offer.variant_id,
        "name": offer.product_name,
        "variant_label": offer.variant_label,
        "quantity": wanted.quantity,
        "unit_amount_minor": offer.amount_minor,
        "amount_minor": offer.amount_minor * wanted.quantity,
        "discount_minor": breakdown.discount_minor,
        "tier_minor": breakdown.tier_minor,
        "floor_minor": breakdown.floor_minor,
        "floor_rule_id": breakdown.floor_rule_id,
        "floor_note": breakdown.floor_note,
        **frozen_market_price(quoted, wanted.quantity),
        "claims": [claim.snapshot() for claim in offer.claims],
        "hub_id": wanted.hub_id,
    }
