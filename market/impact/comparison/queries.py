"""SQL of the comparison: what producers got of the goods of each category."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.impact.comparison.rules import Sold

# What was given back is taken off, except what the market bore itself: that was taken from nobody.
_SOLD = text(
    """
    with part as (
        select b.order_id, p.category_code as category, b.kind, b.amount_minor - coalesce(back.amount, 0) as amount
        from customer_order o
        join breakdown_part b on b.order_id = o.id
        join order_line l on l.id = b.order_line_id
        join product p on p.id = l.product_id
        left join lateral (
            select sum(r.amount_minor - r.borne_minor) as amount
            from refund_part r join refund f on f.id = r.refund_id
            where r.breakdown_part_id = b.id and f.state <> 'cancelled'
        ) back on true
        where o.paid_at >= :start and o.paid_at < :end and o.currency = :currency
    )
    select category, count(distinct order_id) as orders,
           coalesce(sum(amount) filter (where kind in ('producer', 'minimum_price_topup', 'premium')), 0)::bigint
               as theirs,
           coalesce(sum(amount) filter (where kind <> 'vat'), 0)::bigint as net
    from part group by category order by category
    """
)
_ORDERS = text(
    "select count(*) from customer_order where paid_at >= :start and paid_at < :end and currency = :currency"
)
_LABELS = text("select code, labels from category")


@dataclass(frozen=True)
class Asked:
    """Orders paid in [start, end), in one currency."""

    start: datetime
    end: datetime
    currency: str


def list_sold(session: Session, asked: Asked) -> list[Sold]:
    return [Sold(**row._mapping) for row in session.execute(_SOLD, vars(asked))]


def count_orders(session: Session, asked: Asked) -> int:
    return int(session.execute(_ORDERS, vars(asked)).scalar_one())


def list_labels(session: Session) -> dict[str, dict[str, str]]:
    """What categories are called, by code and language."""
    return {row.code: row.labels for row in session.execute(_LABELS)}
