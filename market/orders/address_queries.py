"""SQL of where a buyer's own orders went: what they typed once, they need not type again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

# An erased order has no street any more. Letters that differ in size alone make no other address.
_ADDRESSES = text(
    """
    with recent as (
        select id, placed_at, full_name, shipping_address from customer_order
        where person_id = :person_id and shipping_address ->> 'line1' <> ''
        order by id desc limit :looked_at
    ), counted as (
        select *, row_number() over (partition by lower(full_name), lower(cast(shipping_address as text))
                                     order by id desc) as nth
        from recent
    )
    select id as order_id, placed_at, full_name, shipping_address from counted where nth = 1
    order by id desc limit :limit
    """
)
_LOOKED_AT = 100


@dataclass(frozen=True)
class OwnAddress:
    """`order_id` is the newest order that went there."""

    order_id: str
    placed_at: datetime
    full_name: str
    shipping_address: dict[str, str]


def list_own_addresses(session: Session, *, person_id: str, limit: int) -> list[OwnAddress]:
    """The different addresses of the person's last orders, the one used last first; none that was erased."""
    asked = {"person_id": person_id, "limit": limit, "looked_at": _LOOKED_AT}
    return [OwnAddress(**row._mapping) for row in session.execute(_ADDRESSES, asked)]
