"""SQL of carts and orders as they are read: rows put together, nothing decided."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.orders import queries
from market.orders.cart_sums import CartSums, sums_of
from market.orders.errors import NoSuchOrder
from market.orders.notice_queries import NoticeView, list_notices
from market.orders.price_parcels import PricedParcel, price_parcels, tier_changes
from market.orders.reach import Reach
from market.orders.rules import Change, carried_claims, changes_since_shown, parcels_of
from market.orders.use_promotion import promotion_changes
from market.pricing.promotions.queries import find_usable
from market.pricing.rules import PromotionFacts
from market.pricing.shipping.queries import list_pickup_points
from market.pricing.shipping.rules import Pickup
from models.enums import PartKind, ShippingKind
from models.orders import Cart, Order


@dataclass(frozen=True)
class Picture:
    """A picture's address and what it shows."""

    id: str
    alt: dict[str, str]
    width: int
    height: int
    widths: list[int]
    colour: str


@dataclass(frozen=True)
class Party:
    """An organisation, by its name."""

    id: str
    slug: str
    name: str


@dataclass(frozen=True)
class CartView:
    """A cart with today's prices and everything that is not as it was shown. `pickup_points` are by producer;
    `buyer` is the organisation that it is bought for, if it is for one."""

    cart: Cart
    parcels: tuple[PricedParcel, ...]
    promotion: PromotionFacts | None
    changes: tuple[Change, ...]
    pictures: dict[str, Picture]
    pickup_points: dict[str, list[Pickup]]
    item_count: int
    buyer: Party | None
    sums: CartSums


@dataclass(frozen=True)
class LineView:
    id: str
    parcel_id: str
    product_id: str
    product_slug: str
    picture_id: str | None
    name: str
    variant_id: str
    variant_label: str
    quantity: int
    unit_amount_minor: int
    amount_minor: int
    claims: list[dict[str, str]]
    hub_id: str | None
    hub_slug: str | None
    hub_name: str | None


@dataclass(frozen=True)
class ParcelView:
    """A parcel with its order's address; `producer_*` say who sends it."""

    id: str
    order_id: str
    state: str
    producer_id: str
    producer_slug: str
    producer_name: str
    producer_country: str
    shipping_minor: int
    weight_grams: int
    tracking: str
    shipped_at: datetime | None
    delivered_at: datetime | None
    placed_at: datetime
    paid_at: datetime | None
    full_name: str
    shipping_address: dict[str, str]


@dataclass(frozen=True)
class GotView:
    """One beneficiary's part of an order, and how far its payout has come."""

    kind: PartKind
    beneficiary_id: str | None
    beneficiary_slug: str | None
    beneficiary_name: str | None
    beneficiary_country: str | None
    amount_minor: int
    given_back_minor: int
    is_claimed: bool
    is_paid: bool
    paid_at: datetime | None


@dataclass(frozen=True)
class OrderView:
    order: Order
    parcels: tuple[ParcelView, ...]
    lines: tuple[LineView, ...]
    got: tuple[GotView, ...]
    pictures: dict[str, Picture]
    payment_state: str
    checkout_url: str | None
    notices: tuple[NoticeView, ...]
    buyer: Party | None


_PARCEL_COLUMNS = """
    p.id, p.order_id, p.state, p.producer_id, g.slug as producer_slug, g.name as producer_name,
    g.country as producer_country, p.shipping_minor, p.weight_grams, p.tracking, p.shipped_at, p.delivered_at,
    o.placed_at, o.paid_at, o.full_name, o.shipping_address
    from parcel p join customer_order o on o.id = p.order_id join organisation g on g.id = p.producer_id
"""
_PARCELS_OF_ORDER = text(f"select {_PARCEL_COLUMNS} where p.order_id = :order_id order by p.id")
_PARCELS_OF_PRODUCER = text(
    f"""
    select {_PARCEL_COLUMNS}
    where p.producer_id = :producer_id and o.paid_at is not null
      and (cast(:before as text) is null or p.id < :before)
      and (cast(:state as text) is null or p.state = :state)
    order by p.id desc limit :limit
    """
)
_LINES = text(
    """
    select l.id, l.parcel_id, l.product_id, pr.slug as product_slug, pr.picture_id, l.name, l.variant_id,
           l.variant_label, l.quantity, l.unit_amount_minor, l.amount_minor, l.claims,
           l.hub_id, hub.slug as hub_slug, hub.name as hub_name
    from order_line l
    join product pr on pr.id = l.product_id
    left join organisation hub on hub.id = l.hub_id
    where l.parcel_id = any(:parcel_ids) order by l.id
    """
)
_GOT = text(
    """
    with part as (
        select b.kind, b.beneficiary_id, sum(b.amount_minor)::bigint as amount_minor,
               coalesce(sum((select sum(r.amount_minor - r.borne_minor)
                             from refund_part r join refund f on f.id = r.refund_id
                             where r.breakdown_part_id = b.id and f.state <> 'cancelled')), 0)::bigint
                   as given_back_minor,
               case b.kind when 'producer' then 'goods' when 'minimum_price_topup' then 'goods'
                           when 'premium' then 'premium' when 'federation_dues' then 'dues' end as purpose
        from breakdown_part b where b.order_id = :order_id group by b.kind, b.beneficiary_id
    ), paid as (
        select i.purpose, i.beneficiary_id, bool_and(y.id is not null) as is_claimed,
               bool_and(y.state is not distinct from 'paid') as is_paid, max(y.paid_at) as paid_at
        from payable_item i
        left join payout_item pi on pi.payable_item_id = i.id and pi.released_at is null
        left join payout y on y.id = pi.payout_id
        where i.order_id = :order_id and i.amount_minor > i.reduced_minor group by 1, 2
    )
    select part.kind, part.beneficiary_id, o.slug as beneficiary_slug, o.name as beneficiary_name,
           o.country as beneficiary_country, part.amount_minor, part.given_back_minor,
           coalesce(paid.is_claimed, false) as is_claimed, coalesce(paid.is_paid, false) as is_paid, paid.paid_at
    from part
    left join organisation o on o.id = part.beneficiary_id
    left join paid on paid.purpose = part.purpose and paid.beneficiary_id = part.beneficiary_id
    order by array_position(array['producer', 'minimum_price_topup', 'premium', 'federation_dues', 'solidarity',
                                  'market_fee', 'fee_vat', 'shipping', 'vat', 'discount_subsidy',
                                  'minimum_price_subsidy', 'tier_support', 'tier_relief', 'contribution'],
                            part.kind), o.name
    """
)
_PARTY = text("select id, slug, name from organisation where id = :id")
_PICTURES = text(
    """
    select shown.id, shown.alt, shown.width, shown.height, shown.widths, shown.colour
    from unnest(cast(:ids as text[])) wanted (id) cross join lateral shown_photo(wanted.id, now()) shown
    """
)
_PAYMENT = text("select state, checkout_url from payment where order_id = :order_id")


def read_cart(session: Session, *, cart: Cart, now: datetime) -> CartView:
    """The cart with today's prices, shipping, and what changed since each line was shown."""
    lines = queries.list_cart_lines(session, cart.id)
    wanted = queries.wanted_of(lines)
    on_offer = queries.list_offers(
        session, [line.variant_id for line in wanted], currency=cart.currency, lang=cart.locale, now=now
    )
    offers = carried_claims(wanted, on_offer)
    promotion = find_usable(session, cart.promotion_code, now=now) if cart.promotion_code else None
    plans = parcels_of(wanted, offers)
    priced = price_parcels(session, plans, cart=cart, shown_in=cart.country, promotion=promotion, now=now)
    pictures = _pictures(session, [offer.picture_id for offer in offers.values()])
    changes = (
        *changes_since_shown(wanted, offers),
        *promotion_changes(cart, promotion),
        *(change for parcel in priced for change in parcel.changes()),
        *tier_changes(session, priced, currency=cart.currency),
    )
    fetched = [
        parcel.plan.producer_id
        for parcel in priced
        if any(choice.kind is ShippingKind.PICKUP for choice in parcel.travel.choices)
    ]
    places = list_pickup_points(session, fetched, country=cart.country) if fetched else {}
    count = sum(line.quantity for line in wanted)
    buyer = _party(session, cart.buyer_organisation_id)
    sums = sums_of(cart, priced)
    return CartView(cart, tuple(priced), promotion, changes, pictures, places, count, buyer, sums)


def read_order(session: Session, *, order_id: str, reach: Reach) -> OrderView:
    """One's own order, whole. Raises NoSuchOrder, also for somebody else's."""
    order = queries.find_order(session, order_id)
    if order is None or not reach.opens(person_id=order.person_id, secret_hash=order.secret_hash):
        raise NoSuchOrder()
    parcels = tuple(ParcelView(**row._mapping) for row in session.execute(_PARCELS_OF_ORDER, {"order_id": order_id}))
    lines = list_lines(session, [parcel.id for parcel in parcels])
    got = tuple(
        GotView(**{**row._mapping, "kind": PartKind(row.kind)}) for row in session.execute(_GOT, {"order_id": order_id})
    )
    payment = session.execute(_PAYMENT, {"order_id": order_id}).one()
    pictures = _pictures(session, [line.picture_id for line in lines])
    notices = list_notices(session, order_id) if any(line.claims for line in lines) else ()
    buyer = _party(session, order.buyer_organisation_id)
    return OrderView(order, parcels, lines, got, pictures, payment.state, payment.checkout_url, notices, buyer)


def list_parcels(
    session: Session, *, producer_id: str, state: str | None, before: str | None, limit: int
) -> list[ParcelView]:
    """A producer's own parcels of paid orders, newest first."""
    rows = session.execute(
        _PARCELS_OF_PRODUCER, {"producer_id": producer_id, "state": state, "before": before, "limit": limit}
    )
    return [ParcelView(**row._mapping) for row in rows]


def list_lines(session: Session, parcel_ids: list[str]) -> tuple[LineView, ...]:
    """The lines of these parcels."""
    rows = session.execute(_LINES, {"parcel_ids": parcel_ids})
    return tuple(LineView(**row._mapping) for row in rows)


def _party(session: Session, organisation_id: str | None) -> Party | None:
    if organisation_id is None:
        return None
    return Party(**session.execute(_PARTY, {"id": organisation_id}).one()._mapping)


def _pictures(session: Session, ids: list[str | None]) -> dict[str, Picture]:
    wanted = sorted({picture_id for picture_id in ids if picture_id})
    if not wanted:
        return {}
    return {
        row.id: Picture(row.id, row.alt, row.width, row.height, row.widths, row.colour)
        for row in session.execute(_PICTURES, {"ids": wanted})
    }
