"""SQL of parcels as they are packed: what is in them, from whom, for whom."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from models.enums import ParcelState


@dataclass(frozen=True)
class PackedLine:
    """`name` is what the buyer read, `own_name` the product's name now in the language of whoever packs; `hub` is
    through whom it was bought, if through anybody."""

    name: str
    own_name: str
    variant_label: str
    sku: str
    quantity: int
    hub: str


@dataclass(frozen=True)
class Place:
    """An address. `country` is an ISO 3166-1 code."""

    name: str
    line1: str
    line2: str
    postal_code: str
    city: str
    country: str
    hours: str = ""


@dataclass(frozen=True)
class PackedParcel:
    """A paid parcel without a single price. `organisation` is whom it was bought for, or empty; `fetched_at` the place
    where the buyer fetches it, if they do; `weight_grams` that of the goods; `locale` the buyer's language."""

    id: str
    order_id: str
    state: ParcelState
    producer_id: str
    sender: Place
    receiver: Place
    organisation: str
    fetched_at: Place | None
    service_labels: dict[str, str]
    weight_grams: int
    tracking: str
    paid_at: datetime
    locale: str
    lines: tuple[PackedLine, ...]


_COLUMNS = """
    p.id, p.order_id, p.state, p.producer_id, p.weight_grams, p.tracking, p.pickup, v.labels as service_labels,
    g.name as producer, g.place, g.region, g.country, o.full_name, o.shipping_address, o.paid_at, o.locale,
    coalesce(b.name, '') as organisation
    from parcel p
    join customer_order o on o.id = p.order_id
    join organisation g on g.id = p.producer_id
    join shipping_service v on v.code = p.service
    left join organisation b on b.id = o.buyer_organisation_id
"""
_ONE = text(f"select {_COLUMNS} where p.id = :parcel_id and o.paid_at is not null")
_TO_PACK = text(
    f"""
    select {_COLUMNS}
    where p.producer_id = :producer_id and p.state = 'to_pack' and o.paid_at is not null
    order by p.id limit :limit
    """
)
_LINES = text(
    """
    select l.parcel_id, l.name, coalesce(t.body, d.name) as own_name, l.variant_label,
           coalesce(v.sku, '') as sku, l.quantity, coalesce(hub.name, '') as hub
    from order_line l
    join product d on d.id = l.product_id
    join variant v on v.id = l.variant_id
    left join translation t on t.entity_id = d.id and t.field = 'name' and t.lang = :lang
    left join organisation hub on hub.id = l.hub_id
    where l.parcel_id = any(:parcel_ids) order by l.id
    """
)


def find_parcel(session: Session, parcel_id: str, *, lang: str) -> PackedParcel | None:
    rows = session.execute(_ONE, {"parcel_id": parcel_id}).mappings().all()
    return next(iter(_parcels(session, rows, lang)), None)


def list_to_pack(session: Session, producer_id: str, *, lang: str, limit: int) -> tuple[PackedParcel, ...]:
    """The oldest first."""
    rows = session.execute(_TO_PACK, {"producer_id": producer_id, "limit": limit}).mappings().all()
    return _parcels(session, rows, lang)


def _parcels(session: Session, rows: Sequence[RowMapping], lang: str) -> tuple[PackedParcel, ...]:
    lines: defaultdict[str, list[PackedLine]] = defaultdict(list)
    for row in session.execute(_LINES, {"parcel_ids": [row["id"] for row in rows], "lang": lang}):
        line = PackedLine(row.name, row.own_name, row.variant_label, row.sku, row.quantity, row.hub)
        lines[row.parcel_id].append(line)
    return tuple(_parcel(row, tuple(lines[row["id"]])) for row in rows)


def _parcel(row: RowMapping, lines: tuple[PackedLine, ...]) -> PackedParcel:
    return PackedParcel(
        id=row["id"],
        order_id=row["order_id"],
        state=ParcelState(row["state"]),
        producer_id=row["producer_id"],
        sender=Place(
            row["producer"], "", "", "", ", ".join(filter(None, [row["place"], row["region"]])), row["country"]
        ),
        receiver=_place(row["shipping_address"], row["full_name"]),
        organisation=row["organisation"],
        fetched_at=_place(row["pickup"], row["pickup"]["name"]) if row["pickup"] else None,
        service_labels=row["service_labels"],
        weight_grams=row["weight_grams"],
        tracking=row["tracking"],
        paid_at=row["paid_at"],
        locale=row["locale"],
        lines=lines,
    )


def _sender(row: RowMapping) -> Place:
    """A producer's street is not known."""
    town = ", ".join(dict.fromkeys(filter(None, [row["place"], row["region"]])))
    return Place(name=row["producer"], line1="", line2="", postal_code="", city=town, country=row["country"])


def _place(found: dict[str, str], name: str) -> Place:
    return Place(
        name=name,
        line1=found["line1"],
        line2=found.get("line2", ""),
        postal_code=found["postal_code"],
        city=found["city"],
        country=found["country"],
        hours=found.get("hours", ""),
    )
