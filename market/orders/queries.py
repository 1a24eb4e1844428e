"""SQL of carts and orders. Set-based: a cart of a hundred lines is read and reserved in a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Row, bindparam, delete, select, text, update
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.database import changed_rows
from kit.ids import new_id
from market.orders.rules import Offer, ShownClaim, Wanted
from models.enums import CartState, OrderState, ParcelState, Tier
from models.orders import Cart, CartLine, Order, Parcel

_OFFERS = text(
    """
    with offer as materialized (
        select v.id as variant_id, v.label as variant_label, p.id as product_id, p.slug as product_slug,
               coalesce(t.body, p.name) as product_name, p.picture_id, o.id as producer_id, o.slug as producer_slug,
               o.name as producer_name, o.country as producer_country, v.weight_grams, pr.amount_minor,
               net_grams(v.net_quantity, v.net_unit, v.weight_grams) as net_grams, s.on_hand - s.reserved as available
        from variant v
        join product p on p.id = v.product_id and p.state = 'published'
        join organisation o on o.id = p.producer_id and o.archived_at is null
        join price pr on pr.variant_id = v.id and pr.currency = :currency
                     and pr.valid_from <= :now and (pr.valid_to is null or pr.valid_to > :now)
        join stock s on s.variant_id = v.id
        left join translation t on t.entity_id = p.id and t.field = 'name' and t.lang = :lang
        where v.id = any(:variant_ids) and v.archived_at is null
    )
    select offer.*, claim.certificate_id, claim.code, claim.assurance_class, claim.name, claim.ends_at, claim.left_grams
    from offer left join (
        select c.product_id, c.certificate_id, s.code, s.assurance_class, s.name, c.ends_at, c.left_grams
        from product_claims((select coalesce(array_agg(distinct product_id), '{}') from offer), :now) c
        join scheme s on s.id = c.scheme_id
    ) claim using (product_id)
    order by offer.variant_id, claim.name, claim.certificate_id
    """
)
_PUT_LINE = text(
    """
    insert into cart_line (id, cart_id, variant_id, quantity, shown_amount_minor, shown_claims, hub_id, tier,
                           shown_tier_minor)
    select :id, :cart_id, :variant_id, :quantity, :shown_amount_minor, to_jsonb(cast(:shown_claims as text[])),
           :hub_id, :tier, :shown_tier_minor
    where (select count(*) from cart_line where cart_id = :cart_id and variant_id <> :variant_id) < :limit
    on conflict (cart_id, variant_id) do update
        set quantity = excluded.quantity, shown_amount_minor = excluded.shown_amount_minor,
            shown_claims = excluded.shown_claims, hub_id = coalesce(excluded.hub_id, cart_line.hub_id),
            tier = excluded.tier, shown_tier_minor = excluded.shown_tier_minor
    returning id
    """
)
_RESERVE = text(
    """
    with wanted as (
        select * from unnest(cast(:variant_ids as text[]), cast(:quantities as int[])) as w (variant_id, quantity)
    ), locked as (
        select s.variant_id, s.on_hand - s.reserved as free, w.quantity
        from stock s join wanted w using (variant_id) order by s.variant_id for update of s
    ), reserved as (
        update stock s set reserved = s.reserved + l.quantity
        from locked l
        where s.variant_id = l.variant_id and not exists (select from locked where free < quantity)
        returning s.variant_id
    )
    select l.variant_id, l.quantity, l.free, (select count(*) from reserved) as reserved from locked l
    """
)
_SELL = text(
    """
    with held as (
        select variant_id, quantity from reservation where order_id = :order_id and state = 'held'
    ), locked as (
        select s.variant_id, h.quantity from stock s join held h using (variant_id)
        order by s.variant_id for update of s
    ), moved as (
        update stock s set on_hand = s.on_hand - l.quantity, reserved = s.reserved - l.quantity
        from locked l where s.variant_id = l.variant_id
    ), packed as (
        update parcel set state = 'to_pack' where order_id = :order_id
    )
    update reservation set state = 'sold' where order_id = :order_id and state = 'held'
    """
)
# Whoever edits products goes first: the count gives way, long before it could be a deadlock, and comes again.
_GIVE_WAY = text("set local lock_timeout = '200ms'")
_COUNT_SALES = text(
    """
    update product p set popularity = sold.quantity
    from (
        select p.id, coalesce(sum(l.quantity), 0)::int as quantity
        from product p left join (order_line l join customer_order o on o.id = l.order_id and o.paid_at > :since)
             on l.product_id = p.id
        group by p.id
    ) sold
    where p.id = sold.id and p.popularity <> sold.quantity
    """
)
_RELEASE = text(
    """
    with held as (
        select variant_id, quantity from reservation where order_id = :order_id and state = 'held'
    ), locked as (
        select s.variant_id, h.quantity from stock s join held h using (variant_id)
        order by s.variant_id for update of s
    ), moved as (
        update stock s set reserved = s.reserved - l.quantity from locked l where s.variant_id = l.variant_id
    )
    update reservation set state = 'released' where order_id = :order_id and state = 'held'
    """
)
_HOLD_AGAIN = text(
    """
    with wanted as (
        select variant_id, quantity from reservation where order_id = :order_id and state = 'released'
    ), locked as (
        select s.variant_id, s.on_hand - s.reserved as free, w.quantity
        from stock s join wanted w using (variant_id) order by s.variant_id for update of s
    ), held as (
        update stock s set reserved = s.reserved + l.quantity
        from locked l
        where s.variant_id = l.variant_id and not exists (select from locked where free < quantity)
        returning s.variant_id
    )
    update reservation set state = 'held'
    where order_id = :order_id and state = 'released' and (select count(*) from held) = (select count(*) from locked)
    """
)
_MONEY_LEFT = text(
    """
    select o.total_minor > coalesce((select sum(f.amount_minor) from refund f
                                     where f.order_id = o.id and f.kind <> 'dispute'
                                       and (f.stripe_refund_id is not null or f.state in ('succeeded', 'returned'))), 0)
    from customer_order o where o.id = :order_id
    """
)
# Built once: putting one together costs as much as sending it.
_CART = select(Cart).where(col(Cart.id) == bindparam("id"))
_LOCKED_CART = _CART.with_for_update()
_CART_LINES = select(CartLine).where(col(CartLine.cart_id) == bindparam("id")).order_by(col(CartLine.id))
_PUT_CART_PARCEL = text(
    """
    insert into cart_parcel (cart_id, producer_id, service, pickup_point_id)
    values (:cart_id, :producer_id, :service, :pickup_point_id)
    on conflict (cart_id, producer_id)
    do update set service = excluded.service, pickup_point_id = excluded.pickup_point_id
    """
)
_DROP_CART_PARCELS = text("delete from cart_parcel where cart_id = :cart_id and producer_id = any(:producer_ids)")
_DUE_FOR_EXPIRY = text(
    """
    select o.id from customer_order o where o.state = 'placed' and o.expires_at <= :now order by o.expires_at limit 200
    """
)


def list_offers(
    session: Session, variant_ids: Sequence[str], *, currency: str, lang: str, now: datetime
) -> dict[str, Offer]:
    """What can be bought of these variants now, by variant id; variants that are not for sale are absent."""
    if not variant_ids:
        return {}
    asked = {"variant_ids": list(variant_ids), "currency": currency, "lang": lang, "now": now}
    offers: dict[str, Offer] = {}
    for variant_id, found in groupby(session.execute(_OFFERS, asked), key=lambda row: row.variant_id):
        rows = list(found)
        claims = tuple(
            ShownClaim(
                row.certificate_id, row.code, row.assurance_class, row.name, row.ends_at.isoformat(), row.left_grams
            )
            for row in rows
            if row.certificate_id is not None
        )
        offers[variant_id] = _offer(rows[0], claims)
    return offers


def _offer(row: Row[tuple[object, ...]], claims: tuple[ShownClaim, ...]) -> Offer:
    return Offer(
        variant_id=row.variant_id,
        variant_label=row.variant_label,
        product_id=row.product_id,
        product_slug=row.product_slug,
        product_name=row.product_name,
        picture_id=row.picture_id,
        producer_id=row.producer_id,
        producer_slug=row.producer_slug,
        producer_name=row.producer_name,
        producer_country=row.producer_country,
        weight_grams=row.weight_grams,
        amount_minor=row.amount_minor,
        available=row.available,
        claims=claims,
        net_grams=row.net_grams,
    )


def find_cart(session: Session, cart_id: str) -> Cart | None:
    return session.execute(_CART, {"id": cart_id}).scalar_one_or_none()


def lock_cart(session: Session, cart_id: str) -> Cart | None:
    return session.execute(_LOCKED_CART, {"id": cart_id}).scalar_one_or_none()


def list_cart_lines(session: Session, cart_id: str) -> list[CartLine]:
    return list(session.execute(_CART_LINES, {"id": cart_id}).scalars())


def wanted_of(lines: Sequence[CartLine]) -> list[Wanted]:
    """The lines as the rules see them."""
    return [
        Wanted(
            line.variant_id,
            line.quantity,
            line.shown_amount_minor,
            tuple(line.shown_claims),
            line.hub_id,
            Tier(line.tier),
            line.shown_tier_minor,
        )
        for line in lines
    ]


def put_cart_line(session: Session, *, cart_id: str, wanted: Wanted, limit: int) -> bool:
    """Let a locked cart hold so many of a variant, as shown; False when it holds `limit` other things already."""
    values = {
        "id": new_id("cli"),
        "cart_id": cart_id,
        "variant_id": wanted.variant_id,
        "quantity": wanted.quantity,
        "shown_amount_minor": wanted.shown_amount_minor,
        "shown_claims": list(wanted.shown_claims),
        "hub_id": wanted.hub_id,
        "tier": wanted.tier,
        "shown_tier_minor": wanted.shown_tier_minor,
        "limit": limit,
    }
    return session.execute(_PUT_LINE, values).first() is not None


def tier_of_line(session: Session, *, cart_id: str, variant_id: str) -> Tier:
    """The tier that a cart holds a variant at; the fair price where it holds none."""
    asked = select(col(CartLine.tier)).where(col(CartLine.cart_id) == cart_id, col(CartLine.variant_id) == variant_id)
    return Tier(session.execute(asked).scalar_one_or_none() or Tier.FAIR)


def delete_cart_line(session: Session, *, cart_id: str, variant_id: str) -> None:
    session.execute(delete(CartLine).where(col(CartLine.cart_id) == cart_id, col(CartLine.variant_id) == variant_id))


def put_cart_parcel(
    session: Session, *, cart_id: str, producer_id: str, service: str, pickup_point_id: str | None
) -> None:
    """How a parcel of the cart shall travel, instead of what was said before."""
    said = {"cart_id": cart_id, "producer_id": producer_id, "service": service, "pickup_point_id": pickup_point_id}
    session.execute(_PUT_CART_PARCEL, said)


def drop_cart_parcels(session: Session, cart_id: str, producer_ids: Sequence[str]) -> None:
    """Let these parcels travel by the standard service again."""
    if producer_ids:
        session.execute(_DROP_CART_PARCELS, {"cart_id": cart_id, "producer_ids": list(producer_ids)})


def mark_cart_changed(session: Session, cart: Cart, now: datetime) -> None:
    cart.version += 1
    cart.updated_at = now
    session.add(cart)


def mark_cart_ordered(session: Session, cart: Cart, now: datetime) -> None:
    cart.state = CartState.ORDERED
    mark_cart_changed(session, cart, now)


@dataclass(frozen=True)
class Shortage:
    variant_id: str
    asked: int
    left: int


def reserve_stock(session: Session, wanted: Sequence[Wanted]) -> list[Shortage]:
    """Hold the stock of all lines, or of none: then the answer names each shortage. Locks rows in variant id order."""
    rows = session.execute(
        _RESERVE,
        {"variant_ids": [line.variant_id for line in wanted], "quantities": [line.quantity for line in wanted]},
    ).all()
    return [Shortage(row.variant_id, row.quantity, row.free) for row in rows if row.free < row.quantity]


def sell_goods(session: Session, order_id: str) -> None:
    """Turn what the order holds into what it took; its parcels can be packed."""
    session.execute(_SELL, {"order_id": order_id})


def mark_released(session: Session, order_id: str) -> None:
    """Give back what the order holds."""
    session.execute(_RELEASE, {"order_id": order_id})


def hold_again(session: Session, order_id: str) -> bool:
    """Hold what was released, all of it or nothing; whether that worked."""
    return changed_rows(session.execute(_HOLD_AGAIN, {"order_id": order_id})) > 0


def find_order(session: Session, order_id: str) -> Order | None:
    return session.execute(select(Order).where(col(Order.id) == order_id)).scalar_one_or_none()


def lock_order(session: Session, order_id: str) -> Order:
    """The order, locked. Rows that name it can be added meanwhile: a payout run writes items of locked orders."""
    statement = select(Order).where(col(Order.id) == order_id).with_for_update(key_share=True)
    return session.execute(statement.execution_options(populate_existing=True)).scalar_one()


def find_order_of_cart(session: Session, cart_id: str) -> Order | None:
    return session.execute(select(Order).where(col(Order.cart_id) == cart_id)).scalar_one_or_none()


def list_orders(session: Session, *, person_id: str, before: str | None, limit: int) -> list[Order]:
    """The person's orders, newest first."""
    statement = select(Order).where(col(Order.person_id) == person_id)
    if before is not None:
        statement = statement.where(col(Order.id) < before)
    return list(session.execute(statement.order_by(col(Order.id).desc()).limit(limit)).scalars())


def mark_order(session: Session, order: Order, state: OrderState, *, now: datetime) -> None:
    order.state = state
    order.version += 1
    if state is OrderState.PAID:
        order.paid_at = now
        order.closed_at = None
    else:
        order.closed_at = now
    session.add(order)


def mark_parcels(session: Session, order_id: str, state: ParcelState) -> None:
    session.execute(update(Parcel).where(col(Parcel.order_id) == order_id).values(state=state))


def count_sales(session: Session, *, since: datetime) -> int:
    """Set each product's popularity to the pieces paid for after `since`; how many changed."""
    session.execute(_GIVE_WAY)
    return changed_rows(session.execute(_COUNT_SALES, {"since": since}))


def has_money_left(session: Session, order_id: str) -> bool:
    """Whether anything of what was paid for the order has not gone back."""
    return bool(session.execute(_MONEY_LEFT, {"order_id": order_id}).scalar_one())


def list_due_for_expiry(session: Session, now: datetime) -> list[str]:
    """Orders that were not paid in time."""
    return [row.id for row in session.execute(_DUE_FOR_EXPIRY, {"now": now})]


def lock_parcel(session: Session, parcel_id: str) -> Parcel | None:
    return session.execute(select(Parcel).where(col(Parcel.id) == parcel_id).with_for_update()).scalar_one_or_none()
