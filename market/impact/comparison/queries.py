"""SQL of the comparison: what producers got of the goods of each category."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from market.impact.comparison.rules import Sold
from models.impact import ImpactComparison

_ALL_GOODS = ""
# What was given back is taken off, except what the market bore itself: that was taken from nobody. The row without a
# category counts each order once.
_KEEP = text(
    """
    with back as (
        select r.breakdown_part_id, sum(r.amount_minor - r.borne_minor) as amount
        from refund_part r join refund f on f.id = r.refund_id
        where f.state <> 'cancelled'
        group by r.breakdown_part_id
    ), part as (
        select b.order_id, p.category_code as category, b.kind, b.amount_minor - coalesce(back.amount, 0) as amount
        from customer_order o
        join breakdown_part b on b.order_id = o.id
        join order_line l on l.id = b.order_line_id
        join product p on p.id = l.product_id
        left join back on back.breakdown_part_id = b.id
        where o.paid_at >= :start and o.paid_at < :end and o.currency = :currency
    ), sold as (
        select coalesce(category, '') as category, count(distinct order_id) as orders,
               coalesce(sum(amount) filter (where kind in ('producer', 'minimum_price_topup', 'premium')), 0) as theirs,
               coalesce(sum(amount) filter (where kind <> 'vat'), 0) as net
        from part group by grouping sets ((category), ())
    ), gone as (
        delete from impact_comparison k
        where starts_on = (cast(:start as timestamptz) at time zone 'UTC')::date and currency = :currency
          and not exists (select from sold where category = k.category_code)
    )
    insert into impact_comparison (starts_on, ends_on, currency, category_code, orders, theirs, net)
    select (cast(:start as timestamptz) at time zone 'UTC')::date, (cast(:end as timestamptz) at time zone 'UTC')::date,
           :currency, category, orders, theirs, net
    from sold
    on conflict (starts_on, currency, category_code)
        do update set orders = excluded.orders, theirs = excluded.theirs, net = excluded.net
    """
)
_LABELS = text("select code, labels from category")


@dataclass(frozen=True)
class Asked:
    """Orders paid in [start, end), in one currency."""

    start: datetime
    end: datetime
    currency: str


@dataclass(frozen=True)
class Kept:
    """What was added up of [start, end): by category, and how many different orders in all."""

    start: date
    end: date
    orders: int
    sold: Sequence[Sold]


def replace_kept(session: Session, asked: Asked) -> None:
    """Add up the period as the books stand now, in the place of what was kept of it."""
    session.execute(_KEEP, vars(asked))


def find_kept(session: Session, *, currency: str, latest: date) -> Kept | None:
    """The newest period that was added up and begins on `latest` or before."""
    statement = (
        select(ImpactComparison)
        .where(col(ImpactComparison.currency) == currency, col(ImpactComparison.starts_on) <= latest)
        .order_by(col(ImpactComparison.starts_on).desc(), col(ImpactComparison.category_code))
    )
    everything = session.execute(statement.where(col(ImpactComparison.category_code) == _ALL_GOODS).limit(1)).scalar()
    if everything is None:
        return None
    of_period = statement.where(col(ImpactComparison.starts_on) == everything.starts_on)
    sold = [
        Sold(row.category_code, row.orders, row.theirs, row.net)
        for row in session.execute(of_period).scalars()
        if row.category_code != _ALL_GOODS
    ]
    return Kept(everything.starts_on, everything.ends_on, everything.orders, sold)


def list_labels(session: Session) -> dict[str, dict[str, str]]:
    """What categories are called, by code and language."""
    return {row.code: row.labels for row in session.execute(_LABELS)}
