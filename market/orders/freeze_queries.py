"""SQL that freezes an order: whatever its size, it is written with one statement."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

Fields = Mapping[str, object]

# The columns' types are those of the tables; foreign keys are looked at when all of it is written.
_FREEZE = text(
    """
    with placed as (
        insert into customer_order (id, cart_id, person_id, secret_hash, email, full_name, shipping_address, country,
                                    locale, currency, goods_minor, shipping_minor, discount_minor, support_minor,
                                    relief_minor, contribution_minor, total_minor, promotion_id,
                                    buyer_organisation_id, state, placed_at, expires_at, version)
        select id, cart_id, person_id, secret_hash, email, full_name, shipping_address, country, locale, currency,
               goods_minor, shipping_minor, discount_minor, support_minor, relief_minor, contribution_minor,
               total_minor, promotion_id, buyer_organisation_id, 'placed', placed_at, expires_at, 1
        from jsonb_populate_record(null::customer_order, cast(:order as jsonb))
    ), parcels as (
        insert into parcel (id, order_id, producer_id, state, weight_grams, shipping_minor, service, pickup, tracking)
        select id, order_id, producer_id, 'waiting', weight_grams, shipping_minor, service, pickup, ''
        from jsonb_populate_recordset(null::parcel, cast(:parcels as jsonb))
    ), lines as (
        insert into order_line (id, order_id, parcel_id, producer_id, product_id, variant_id, name, variant_label,
                                quantity, unit_amount_minor, amount_minor, discount_minor, tier_minor, floor_minor,
                                floor_rule_id, floor_note, market_minor, market_price_id, market_note, claims, hub_id)
        select id, order_id, parcel_id, producer_id, product_id, variant_id, name, variant_label, quantity,
               unit_amount_minor, amount_minor, discount_minor, tier_minor, floor_minor, floor_rule_id, floor_note,
               market_minor, market_price_id, market_note, claims, hub_id
        from jsonb_populate_recordset(null::order_line, cast(:lines as jsonb))
    ), parts as (
        insert into breakdown_part (id, order_id, order_line_id, parcel_id, kind, payer, beneficiary_id, account_code,
                                    amount_minor, rule_id, rule_version, rule_note)
        select id, order_id, order_line_id, parcel_id, kind, payer, beneficiary_id, account_code, amount_minor, rule_id,
               rule_version, rule_note
        from jsonb_populate_recordset(null::breakdown_part, cast(:parts as jsonb))
    ), reservations as (
        insert into reservation (order_line_id, order_id, variant_id, quantity, expires_at, state)
        select l.id, l.order_id, l.variant_id, l.quantity, o.expires_at, 'held'
        from jsonb_populate_recordset(null::order_line, cast(:lines as jsonb)) l,
             jsonb_populate_record(null::customer_order, cast(:order as jsonb)) o
    )
    insert into payment (id, order_id, amount_minor, currency, state, flow, attempt)
    select id, order_id, amount_minor, currency, 'created', flow, 1
    from jsonb_populate_record(null::payment, cast(:payment as jsonb))
    """
)


@dataclass(frozen=True)
class Frozen:
    """The rows of an order, by the columns of their tables; the reservations follow from the lines."""

    order: Fields
    parcels: Sequence[Fields]
    lines: Sequence[Fields]
    parts: Sequence[Fields]
    payment: Fields


def insert_order(session: Session, frozen: Frozen) -> None:
    """Write all of it."""
    session.execute(_FREEZE, {name: json.dumps(rows, default=_said) for name, rows in vars(frozen).items()})


def _said(value: object) -> str:
    """What JSON has no word for, as PostgreSQL reads it."""
    match value:
        case datetime():
            return value.isoformat()
        case bytes():
            return f"\\x{value.hex()}"
    raise TypeError(f"{type(value).__name__} cannot be frozen")
