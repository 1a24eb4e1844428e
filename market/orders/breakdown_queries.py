"""SQL of the frozen breakdown of one order: every part of every line and parcel, as it was written."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.orders import queries
from market.orders.errors import NoSuchOrder
from market.orders.reach import Reach
from models.enums import PartKind, Payer
from models.orders import Order


@dataclass(frozen=True)
class FrozenPart:
    """One part: of a line, of a parcel, or of neither: what the buyer adds for the solidarity fund."""

    line_id: str | None
    parcel_id: str | None
    kind: PartKind
    payer: Payer
    beneficiary_id: str | None
    beneficiary_slug: str | None
    beneficiary_name: str | None
    beneficiary_country: str | None
    amount_minor: int
    rule_id: str | None
    rule_version: int | None
    rule_note: str


@dataclass(frozen=True)
class FrozenLine:
    """`floor_minor` is the minimum price of the whole line at the time, None where there was none; `market_minor` what
    a market quoted for as much then."""

    id: str
    parcel_id: str
    name: str
    variant_label: str
    quantity: int
    unit_amount_minor: int
    amount_minor: int
    discount_minor: int
    tier_minor: int
    floor_minor: int | None
    floor_rule_id: str | None
    floor_note: str
    market_minor: int | None
    market_price_id: str | None
    market_note: str


@dataclass(frozen=True)
class FrozenParcel:
    id: str
    producer_id: str
    producer_slug: str
    producer_name: str
    producer_country: str
    service: str
    shipping_minor: int


@dataclass(frozen=True)
class OrderBreakdown:
    """Everything that was frozen when the order was placed."""

    order: Order
    parcels: tuple[FrozenParcel, ...]
    lines: tuple[FrozenLine, ...]
    parts: tuple[FrozenPart, ...]


_PARCELS = text(
    """
    select p.id, p.producer_id, g.slug as producer_slug, g.name as producer_name, g.country as producer_country,
           p.service, p.shipping_minor
    from parcel p join organisation g on g.id = p.producer_id
    where p.order_id = :order_id order by p.id
    """
)
_LINES = text(
    """
    select id, parcel_id, name, variant_label, quantity, unit_amount_minor, amount_minor, discount_minor, tier_minor,
           floor_minor, floor_rule_id, floor_note, market_minor, market_price_id, market_note
    from order_line where order_id = :order_id order by id
    """
)
_PARTS = text(
    """
    select b.order_line_id as line_id, b.parcel_id, b.kind, b.payer, b.beneficiary_id, o.slug as beneficiary_slug,
           o.name as beneficiary_name, o.country as beneficiary_country, b.amount_minor, b.rule_id, b.rule_version,
           b.rule_note
    from breakdown_part b left join organisation o on o.id = b.beneficiary_id
    where b.order_id = :order_id
    order by array_position(
        array['producer', 'premium', 'federation_dues', 'solidarity', 'market_fee', 'fee_vat', 'shipping', 'vat',
              'minimum_price_topup', 'minimum_price_subsidy', 'discount_subsidy', 'tier_support', 'tier_relief',
              'contribution'], b.kind), b.id
    """
)


def read_order_breakdown(session: Session, *, order_id: str, reach: Reach) -> OrderBreakdown:
    """One's own order taken apart as it was frozen. Raises NoSuchOrder, also for somebody else's."""
    order = queries.find_order(session, order_id)
    if order is None or not reach.opens(person_id=order.person_id, secret_hash=order.secret_hash):
        raise NoSuchOrder()
    asked = {"order_id": order_id}
    return OrderBreakdown(
        order,
        tuple(FrozenParcel(**row._mapping) for row in session.execute(_PARCELS, asked)),
        tuple(FrozenLine(**row._mapping) for row in session.execute(_LINES, asked)),
        tuple(
            FrozenPart(**{**row._mapping, "kind": PartKind(row.kind), "payer": Payer(row.payer)})
            for row in session.execute(_PARTS, asked)
        ),
    )
