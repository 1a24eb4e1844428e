"""Open a cart, put things in, take them out, accept what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from kit.ids import hash_secret, new_secret
from market.catalog.errors import NoSuchVariant
from market.orders import queries
from market.orders.errors import (
    CartIsFull,
    CartIsOrdered,
    NoSuchCart,
    NoSuchTier,
    NotInSeason,
    NotOfferedByHub,
    OutOfStock,
)
from market.orders.hub_queries import find_offering_hub
from market.orders.reach import Reach
from market.orders.rules import LONGEST_CART, Offer, ParcelPlan, Wanted, carried_claims, parcels_of
from market.orders.season_queries import list_out_of_season
from market.pricing.promotions.queries import find_usable
from market.pricing.shipping.queries import list_parcel_shipping
from market.pricing.shipping.rules import ParcelFacts
from market.pricing.tiers.queries import find_pot, list_tiers
from market.pricing.tiers.rules import step_on_offer
from models.enums import CartState, Tier
from models.orders import Cart, CartLine


@dataclass(frozen=True)
class OpenedCart:
    """`secret` is set for a guest's cart, and shown this once."""

    cart: Cart
    secret: str | None


def open_cart(
    session: Session, *, person_id: str | None, country: str, currency: str, locale: str, now: datetime
) -> OpenedCart:
    """A new cart: of the person, or of whoever holds the secret."""
    secret = None if person_id else new_secret("cart")
    cart = Cart(
        person_id=person_id,
        secret_hash=hash_secret(secret) if secret else None,
        country=country,
        currency=currency,
        locale=locale,
        created_at=now,
        updated_at=now,
    )
    session.add(cart)
    session.flush()
    return OpenedCart(cart, secret)


def get_cart(session: Session, *, cart_id: str, reach: Reach) -> Cart:
    """The cart, if it is the caller's. Raises NoSuchCart."""
    return _checked(queries.find_cart(session, cart_id), reach)


def lock_cart(session: Session, *, cart_id: str, reach: Reach) -> Cart:
    """The cart, locked, if it is the caller's. Raises NoSuchCart."""
    return _checked(queries.lock_cart(session, cart_id), reach)


def lock_open_cart(session: Session, *, cart_id: str, reach: Reach) -> Cart:
    """The cart, locked and still open. Raises NoSuchCart, CartIsOrdered."""
    cart = lock_cart(session, cart_id=cart_id, reach=reach)
    require_open(cart)
    return cart


def require_open(cart: Cart) -> None:
    """Raises CartIsOrdered once it is an order."""
    if cart.state != CartState.OPEN:
        raise CartIsOrdered()


def _checked(cart: Cart | None, reach: Reach) -> Cart:
    if cart is None or not reach.opens(person_id=cart.person_id, secret_hash=cart.secret_hash):
        raise NoSuchCart()
    return cart


def put_line(
    session: Session,
    *,
    cart: Cart,
    variant_id: str,
    quantity: int,
    hub: str | None = None,
    tier: Tier | None = None,
    now: datetime,
) -> None:
    """Set how many of a variant the cart holds, at today's price and labels.

    `hub`, by id or slug, is who offered it; `tier` what of the fair price is paid; None keeps what it was. Raises
    NoSuchVariant for what is not for sale, NotInSeason, OutOfStock when fewer are left, CartIsFull, NotOfferedByHub,
    NoSuchTier.
    """
    offers = queries.list_offers(session, [variant_id], currency=cart.currency, lang=cart.locale, now=now)
    offer = offers.get(variant_id)
    if offer is None:
        raise NoSuchVariant()
    refuse_out_of_season(session, [variant_id], now=now)
    hub_id = None if hub is None else find_offering_hub(session, hub, variant_id=variant_id, at=now)
    if hub is not None and hub_id is None:
        raise NotOfferedByHub(hub)
    if offer.available < quantity:
        raise OutOfStock(variant_id, quantity, max(0, offer.available))
    if any(claim.left_grams is not None for claim in offer.claims):
        offer = _beside_the_others(session, cart, Wanted(variant_id, quantity, offer.amount_minor, ()), now)
    taken = tier or queries.tier_of_line(session, cart_id=cart.id, variant_id=variant_id)
    step = _tier_step(session, cart, offer, taken, quantity)
    shown = Wanted(variant_id, quantity, offer.amount_minor, _labels(offer), hub_id, taken, step)
    if not queries.put_cart_line(session, cart_id=cart.id, wanted=shown, limit=LONGEST_CART):
        raise CartIsFull(LONGEST_CART)
    queries.mark_cart_changed(session, cart, now)
    session.flush()


def _tier_step(session: Session, cart: Cart, offer: Offer, tier: Tier, quantity: int) -> int:
    """What the tier adds to the fair price of one unit now. Raises NoSuchTier where it is not to be had."""
    if tier is Tier.FAIR:
        return 0
    facts = list_tiers(session, [offer.variant_id]).get(offer.variant_id)
    pot = find_pot(session, cart.currency)
    step = step_on_offer(tier, offer.amount_minor, facts, cart.currency, has_fund=pot is not None and pot.is_open)
    if step is None or pot is None or (step < 0 and not pot.covers(-step * quantity)):
        raise NoSuchTier(offer.variant_id, tier)
    return step


def _beside_the_others(session: Session, cart: Cart, put: Wanted, now: datetime) -> Offer:
    """The offer with what certificates that name a quantity still cover, after the lines before it in the cart."""
    held = queries.wanted_of(queries.list_cart_lines(session, cart.id))
    is_new = all(line.variant_id != put.variant_id for line in held)
    lines = [put if line.variant_id == put.variant_id else line for line in held] + ([put] if is_new else [])
    offers = queries.list_offers(
        session, [line.variant_id for line in lines], currency=cart.currency, lang=cart.locale, now=now
    )
    return carried_claims(lines, offers)[put.variant_id]


def _labels(offer: Offer) -> tuple[str, ...]:
    return tuple(claim.certificate_id for claim in offer.claims)


def refuse_out_of_season(session: Session, variant_ids: Sequence[str], *, now: datetime) -> None:
    """Raises NotInSeason for goods of which no window is open today."""
    closed = list_out_of_season(session, variant_ids, on=now.astimezone(UTC).date())
    if closed:
        raise NotInSeason(closed)


def remove_line(session: Session, *, cart: Cart, variant_id: str, now: datetime) -> None:
    """Take a variant out; harmless if it is not in."""
    queries.delete_cart_line(session, cart_id=cart.id, variant_id=variant_id)
    queries.mark_cart_changed(session, cart, now)
    session.flush()


def send_elsewhere(session: Session, *, cart: Cart, country: str, now: datetime) -> None:
    """Deliver to another country: shipping and VAT follow it."""
    cart.country = country
    queries.mark_cart_changed(session, cart, now)
    session.flush()


def accept_changes(session: Session, *, cart: Cart, now: datetime) -> None:
    """Take today's prices and labels as shown, fewer where fewer are left, and drop what is no longer to be had: goods,
    a promotion, a way to send a parcel."""
    lines = queries.list_cart_lines(session, cart.id)
    offers = queries.list_offers(
        session, [line.variant_id for line in lines], currency=cart.currency, lang=cart.locale, now=now
    )
    kept: list[CartLine] = []
    for line in lines:
        offer = offers.get(line.variant_id)
        if offer is None or offer.available < 1:
            queries.delete_cart_line(session, cart_id=cart.id, variant_id=line.variant_id)
            session.expunge(line)
            continue
        line.quantity = min(line.quantity, offer.available)
        line.shown_amount_minor = offer.amount_minor
        session.add(line)
        kept.append(line)
    offers = carried_claims(queries.wanted_of(kept), offers)
    for line in kept:
        line.shown_claims = list(_labels(offers[line.variant_id]))
    session.flush()
    _accept_tiers(session, cart, kept, offers)
    _drop_gone_shipping(session, cart, parcels_of(queries.wanted_of(kept), offers), now)
    if cart.promotion_code is not None and find_usable(session, cart.promotion_code, now=now) is None:
        cart.promotion_code = None
    queries.mark_cart_changed(session, cart, now)
    session.flush()


def _accept_tiers(session: Session, cart: Cart, kept: Sequence[CartLine], offers: Mapping[str, Offer]) -> None:
    """Each line's tier as it is now; the fair price for what is not to be had at another, or not for all of it."""
    tiers = list_tiers(session, [line.variant_id for line in kept])
    pot = find_pot(session, cart.currency)
    for line in kept:
        tier, unit_minor = Tier(line.tier), offers[line.variant_id].amount_minor
        facts, has_fund = tiers.get(line.variant_id), pot is not None and pot.is_open
        step = step_on_offer(tier, unit_minor, facts, cart.currency, has_fund=has_fund)
        line.tier, line.shown_tier_minor = (Tier.FAIR, 0) if step is None else (tier, step)
    relief = -sum(line.shown_tier_minor * line.quantity for line in kept if line.shown_tier_minor < 0)
    if relief and not (pot and pot.covers(relief)):
        for line in kept:
            if line.shown_tier_minor < 0:
                line.tier, line.shown_tier_minor = Tier.FAIR, 0


def _drop_gone_shipping(session: Session, cart: Cart, plans: list[ParcelPlan], now: datetime) -> None:
    travel = list_parcel_shipping(
        session,
        [ParcelFacts(plan.producer_id, plan.origin_country, plan.weight_grams) for plan in plans],
        country=cart.country,
        currency=cart.currency,
        lang=cart.locale,
        on=now.astimezone(UTC).date(),
        cart_id=cart.id,
    )
    gone = [producer for producer, parcel in travel.items() if parcel.chosen is not None and parcel.taken is None]
    queries.drop_cart_parcels(session, cart.id, gone)
