"""Orders written down with their frozen parts, as checkout leaves them. How a price comes about is asked elsewhere."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kit.ids import new_id
from market.ledger.accounts import account_of_part
from models.catalog import Stock, Variant
from models.enums import PartKind, Payer
from models.orders import BreakdownPart, Order, OrderLine, Parcel, Reservation
from models.payments import Payment
from tests.catalog.world import World

_HELD_FOR = timedelta(minutes=30)
COFFEE_PARTS = {
    PartKind.PRODUCER: 2624,
    PartKind.PREMIUM: 88,
    PartKind.MARKET_FEE: 232,
    PartKind.FEDERATION_DUES: 29,
    PartKind.SOLIDARITY: 15,
}
COCOA_PARTS = {
    PartKind.PRODUCER: 1887,
    PartKind.PREMIUM: 36,
    PartKind.MARKET_FEE: 167,
    PartKind.FEDERATION_DUES: 21,
    PartKind.SOLIDARITY: 10,
}
_PUT_IN_BY_THE_MARKET = {
    PartKind.MINIMUM_PRICE_TOPUP,
    PartKind.MINIMUM_PRICE_SUBSIDY,
    PartKind.DISCOUNT_SUBSIDY,
}


@dataclass(frozen=True)
class Sale:
    """One line to be: who sells, how many, and the parts of the line's price in minor units."""

    producer_id: str
    parts: Mapping[PartKind, int]
    quantity: int = 1
    floor: int | None = None
    market: int | None = None

    @property
    def paid(self) -> int:
        return sum(self.parts.values())


def write_order(
    session: Session,
    sales: Sequence[Sale],
    *,
    variants: Mapping[str, str],
    world: World,
    currency: str,
    shipping: int,
    now: datetime,
) -> str:
    """An order that waits to be paid, its goods reserved, with a parcel for each producer; `variants` says what each
    sells. Shipping is the first parcel's. Its id."""
    goods = sum(sale.paid for sale in sales)
    order = Order(
        email="camille@example.org",
        full_name="Camille Roux",
        shipping_address={},
        country="FR",
        currency=currency,
        goods_minor=goods,
        shipping_minor=shipping,
        total_minor=goods + shipping,
        placed_at=now,
        expires_at=now + _HELD_FOR,
    )
    session.add(order)
    session.flush()
    parcels: dict[str, str] = {}
    for place, sale in enumerate(sales):
        if sale.producer_id not in parcels:
            cost = 0 if parcels else shipping
            parcels[sale.producer_id] = _add_parcel(session, world, order.id, sale.producer_id, cost, place)
        _add_line(session, world, order, parcels[sale.producer_id], variants[sale.producer_id], sale, place)
    session.add(Payment(order_id=order.id, amount_minor=order.total_minor, currency=currency, created_at=now))
    session.flush()
    return order.id


def _in_order(prefix: str, place: int) -> str:
    """An id that sorts by its place among those of its order."""
    return new_id(prefix, time.time_ns() // 1_000_000 + place)


def _add_parcel(session: Session, world: World, order_id: str, producer_id: str, shipping: int, place: int) -> str:
    parcel = Parcel(
        id=_in_order("pcl", place), order_id=order_id, producer_id=producer_id, weight_grams=1, shipping_minor=shipping
    )
    session.add(parcel)
    session.flush()
    if shipping:
        _add_part(session, world, order_id, PartKind.SHIPPING, shipping, None, parcel_id=parcel.id)
    return parcel.id


def _add_line(
    session: Session, world: World, order: Order, parcel_id: str, variant_id: str, sale: Sale, place: int
) -> None:
    variant = session.get_one(Variant, variant_id)
    # Whole units of one price; what is over is a discount, as a promotion leaves it.
    unit = -(-sale.paid // sale.quantity)
    line = OrderLine(
        id=_in_order("li", place),
        order_id=order.id,
        parcel_id=parcel_id,
        producer_id=sale.producer_id,
        product_id=variant.product_id,
        variant_id=variant_id,
        name="Coffee" if sale.producer_id == world.norandino_id else "Cocoa",
        variant_label="250 g",
        quantity=sale.quantity,
        unit_amount_minor=unit,
        amount_minor=unit * sale.quantity,
        discount_minor=unit * sale.quantity - sale.paid,
        floor_minor=sale.floor,
        market_minor=sale.market,
    )
    session.add(line)
    session.flush()
    for kind, minor in sale.parts.items():
        _add_part(session, world, order.id, kind, minor, sale.producer_id, order_line_id=line.id)
    stock = session.get_one(Stock, variant_id, with_for_update=True)
    stock.reserved += sale.quantity
    session.add(
        Reservation(
            order_line_id=line.id,
            order_id=order.id,
            variant_id=variant_id,
            quantity=sale.quantity,
            expires_at=order.expires_at,
        )
    )
    session.flush()


def _add_part(
    session: Session,
    world: World,
    order_id: str,
    kind: PartKind,
    minor: int,
    producer_id: str | None,
    *,
    order_line_id: str | None = None,
    parcel_id: str | None = None,
) -> None:
    match kind:
        case PartKind.PRODUCER | PartKind.PREMIUM | PartKind.MINIMUM_PRICE_TOPUP:
            beneficiary_id = producer_id
        case PartKind.FEDERATION_DUES:
            beneficiary_id = world.federation_id
        case PartKind.SOLIDARITY:
            beneficiary_id = world.market_id
        case _:
            beneficiary_id = None
    session.add(
        BreakdownPart(
            order_id=order_id,
            order_line_id=order_line_id,
            parcel_id=parcel_id,
            kind=kind,
            payer=Payer.MARKET if kind in _PUT_IN_BY_THE_MARKET else Payer.BUYER,
            beneficiary_id=beneficiary_id,
            account_code=account_of_part(kind, beneficiary_id, country="FR", market_country="DE").code,
            amount_minor=minor,
        )
    )
    session.flush()
