"""Say how one producer's parcel shall travel."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from market.orders import queries
from market.orders.errors import NoSuchCartParcel, NoSuchPickupPoint, ShippingNotOffered
from market.orders.rules import parcels_of
from market.pricing.shipping.queries import list_parcel_shipping, list_pickup_points
from market.pricing.shipping.rules import ParcelFacts
from models.enums import ShippingKind
from models.orders import Cart


def choose_shipping(
    session: Session, *, cart: Cart, producer_id: str, service: str, pickup_point_id: str | None, now: datetime
) -> None:
    """Let a parcel of the cart travel by a service that is offered for it; who fetches it says where.

    Raises NoSuchCartParcel, ShippingNotOffered, and NoSuchPickupPoint for a place that is not the producer's own, not
    in the cart's country or closed, for none where one is needed, and for one where nothing is fetched.
    """
    wanted = queries.wanted_of(queries.list_cart_lines(session, cart.id))
    variant_ids = [line.variant_id for line in wanted]
    offers = queries.list_offers(session, variant_ids, currency=cart.currency, lang=cart.locale, now=now)
    plan = next((plan for plan in parcels_of(wanted, offers) if plan.producer_id == producer_id), None)
    if plan is None:
        raise NoSuchCartParcel()
    travel = list_parcel_shipping(
        session,
        [ParcelFacts(producer_id, plan.origin_country, plan.weight_grams)],
        country=cart.country,
        currency=cart.currency,
        lang=cart.locale,
        on=now.astimezone(UTC).date(),
    )[producer_id]
    choice = next((choice for choice in travel.choices if choice.service == service), None)
    if choice is None:
        raise ShippingNotOffered(service, [choice.service for choice in travel.choices])
    places: list[str | None] = [None]
    if choice.kind is ShippingKind.PICKUP:
        points = list_pickup_points(session, [producer_id], country=cart.country)
        places = [point.id for point in points.get(producer_id, [])]
    if pickup_point_id not in places:
        raise NoSuchPickupPoint()
    queries.put_cart_parcel(
        session, cart_id=cart.id, producer_id=producer_id, service=service, pickup_point_id=pickup_point_id
    )
    queries.mark_cart_changed(session, cart, now)
    session.flush()
