"""SQL of new fees tried on orders that were real: what each line's parts were, and what they would have been."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from market.pricing.changes.rules import Shares

# One step for each line of the breakdown in `market/pricing/rules.py`, with its rounding: half up of what is never
# negative is `(2 · numerator + denominator) / (2 · denominator)`. What a line's goods are is summed from the parts that
# were frozen, so nothing is reckoned again that does not change. A market fee of nothing is written only where a trade
# agreement waives it. VAT on what is charged: the frozen rule where there is one, else the rule of the day.
_LINES = """
    with line as (
        select l.id, l.order_id, l.producer_id, o.currency, coalesce(l.floor_minor, 0) as floor_minor, o.placed_at,
               coalesce(sum(p.amount_minor) filter (where p.kind = 'producer'), 0)::bigint as producer,
               coalesce(sum(p.amount_minor) filter (where p.kind = 'market_fee'), 0)::bigint as market_fee,
               coalesce(sum(p.amount_minor) filter (where p.kind = 'fee_vat'), 0)::bigint as fee_vat,
               coalesce(sum(p.amount_minor) filter (where p.kind = 'federation_dues'), 0)::bigint as dues,
               coalesce(sum(p.amount_minor) filter (where p.kind = 'solidarity'), 0)::bigint as solidarity,
               coalesce(sum(p.amount_minor) filter (where p.kind = 'minimum_price_topup'), 0)::bigint as topup,
               coalesce(bool_or(p.kind = 'market_fee' and p.amount_minor = 0), false) as is_waived,
               max(p.rule_id) filter (where p.kind = 'fee_vat') as fee_vat_rule
        from customer_order o
        join order_line l on l.order_id = o.id
        join breakdown_part p on p.order_line_id = l.id
        where o.paid_at >= :starts_at and o.paid_at < :ends_at
"""
_OWN = "and l.producer_id = :producer_id"
_STEPS = """
        group by l.id, l.order_id, l.producer_id, o.currency, l.floor_minor, o.placed_at
    ), ruled as (
        select line.*, producer + market_fee + fee_vat + dues + solidarity as goods,
               case when line.is_waived then 0 else cast(:market_fee_bps as int) end as fee_bps,
               case when member.is_one then cast(:dues_bps as int) else 0 end as dues_bps,
               coalesce(
                   (select r.rate_bps from fee_tax_rule r where r.id = line.fee_vat_rule),
                   (select r.rate_bps from fee_tax_rule r
                    where r.fee = 'market_fee' and r.market_country = market.country
                      and r.tax_status = maker.tax_status and r.is_domestic = (maker.country = market.country)
                      and r.valid_from <= day.placed_on and (r.valid_to is null or r.valid_to >= day.placed_on)
                    order by r.valid_from desc limit 1)) as fee_tax_bps,
               (select r.rate_bps from fee_tax_rule r
                where r.fee = 'federation_dues' and r.market_country = market.country
                  and r.tax_status = maker.tax_status and r.is_domestic = (maker.country = market.country)
                  and r.valid_from <= day.placed_on and (r.valid_to is null or r.valid_to >= day.placed_on)
                order by r.valid_from desc limit 1) as dues_tax_bps
        from line
        join organisation maker on maker.id = line.producer_id
        cross join (select country from organisation where kind = 'market' order by id limit 1) market
        cross join lateral (select (line.placed_at at time zone 'UTC')::date as placed_on) day
        cross join lateral (
            select exists (
                select from network_membership m
                join organisation network on network.id = m.network_id and network.kind = 'federation'
                where m.member_id = line.producer_id and m.accepted_at <= line.placed_at
                  and (m.ended_at is null or m.ended_at > line.placed_at)) as is_one
        ) member
    ), cut as (
        select ruled.*, (2 * goods * fee_bps + 10000) / 20000 as new_fee,
               (2 * goods * dues_bps + 10000) / 20000 as new_dues_alone,
               (2 * goods * :solidarity_bps + 10000) / 20000 as new_solidarity
        from ruled
    ), taxed as (
        select cut.*,
               case when new_fee = 0 then 0 else (2 * new_fee * fee_tax_bps + 10000) / 20000 end as new_fee_vat,
               case when new_dues_alone = 0 then 0
                    else new_dues_alone + (2 * new_dues_alone * dues_tax_bps + 10000) / 20000 end as new_dues
        from cut
    ), shared as (
        select taxed.*, goods - new_fee - new_fee_vat - new_dues - new_solidarity as new_producer from taxed
    ), tried as (
        select shared.*, greatest(0, floor_minor - new_producer) as new_topup,
               coalesce(new_producer >= 0, false) as is_known
        from shared
    ), by_producer as (
        select producer_id, currency, count(distinct order_id) as orders, count(*) as lines,
               count(*) filter (where not is_known) as left_out,
               coalesce(sum(goods) filter (where is_known), 0)::bigint as goods,
               coalesce(sum(producer) filter (where is_known), 0)::bigint as producer,
               coalesce(sum(new_producer) filter (where is_known), 0)::bigint as new_producer,
               coalesce(sum(topup) filter (where is_known), 0)::bigint as topup,
               coalesce(sum(new_topup) filter (where is_known), 0)::bigint as new_topup,
               coalesce(sum(market_fee) filter (where is_known), 0)::bigint as market_fee,
               coalesce(sum(new_fee) filter (where is_known), 0)::bigint as new_fee,
               coalesce(sum(fee_vat) filter (where is_known), 0)::bigint as fee_vat,
               coalesce(sum(new_fee_vat) filter (where is_known), 0)::bigint as new_fee_vat,
               coalesce(sum(dues) filter (where is_known), 0)::bigint as dues,
               coalesce(sum(new_dues) filter (where is_known), 0)::bigint as new_dues,
               coalesce(sum(solidarity) filter (where is_known), 0)::bigint as solidarity,
               coalesce(sum(new_solidarity) filter (where is_known), 0)::bigint as new_solidarity,
               coalesce(sum(new_producer + new_topup - producer - topup) filter (where is_known), 0)::bigint as change
        from tried
        group by producer_id, currency
    )
"""
_BY_PRODUCER = text(
    f"""
    {_LINES} {_STEPS}
    select t.*, maker.slug, maker.name, maker.country
    from by_producer t join organisation maker on maker.id = t.producer_id
    where cast(:after_change as bigint) is null
       or (t.change, t.producer_id, t.currency) > (:after_change, cast(:after_producer as text), :after_currency)
    order by t.change, t.producer_id, t.currency
    limit :limit
    """
)
_TOTALS = text(
    f"""
    {_LINES} {_STEPS}
    select currency, count(*) filter (where change > 0) as gaining, count(*) filter (where change < 0) as losing,
           count(*) filter (where change = 0) as unchanged, sum(lines)::bigint as lines,
           sum(left_out)::bigint as left_out, sum(goods)::bigint as goods,
           sum(producer)::bigint as producer,
           sum(new_producer)::bigint as new_producer,
           sum(topup)::bigint as topup,
           sum(new_topup)::bigint as new_topup,
           sum(market_fee)::bigint as market_fee,
           sum(new_fee)::bigint as new_fee,
           sum(fee_vat)::bigint as fee_vat,
           sum(new_fee_vat)::bigint as new_fee_vat,
           sum(dues)::bigint as dues,
           sum(new_dues)::bigint as new_dues,
           sum(solidarity)::bigint as solidarity,
           sum(new_solidarity)::bigint as new_solidarity
    from by_producer
    group by currency
    order by currency
    """
)
_OF_ONE = text(
    f"""
    {_LINES} {_OWN} {_STEPS}
    select t.*, maker.slug, maker.name, maker.country
    from by_producer t join organisation maker on maker.id = t.producer_id
    order by t.currency
    """
)


@dataclass(frozen=True)
class Cut:
    """How goods are shared, in minor units: `topup` is what the market adds up to the minimum price, beside the rest,
    which sums to the goods."""

    producer: int
    topup: int
    market_fee: int
    fee_vat: int
    dues: int
    solidarity: int


@dataclass(frozen=True)
class Tried:
    """Goods before tax and premium, how they were shared, and would have been. In no figure are `left_out` lines:
    a rule is missing for them, or the new shares would leave less than nothing."""

    currency: str
    lines: int
    left_out: int
    goods: int
    was: Cut
    would_be: Cut

    @property
    def change(self) -> int:
        """What producers would have had more, below zero less."""
        return self.would_be.producer + self.would_be.topup - self.was.producer - self.was.topup


@dataclass(frozen=True)
class ProducerTried:
    """One producer's orders in one currency."""

    producer_id: str
    slug: str
    name: str
    country: str
    orders: int
    tried: Tried


@dataclass(frozen=True)
class TotalTried:
    """All orders in one currency; for how many producers it would have been more, less or the same."""

    gaining: int
    losing: int
    unchanged: int
    tried: Tried


@dataclass(frozen=True)
class After:
    """Where a page of producers begins: after this one."""

    change: int
    producer_id: str
    currency: str


def list_tried(
    session: Session, shares: Shares, *, starts_at: datetime, ends_at: datetime, after: After | None, limit: int
) -> Sequence[ProducerTried]:
    """By producer, who would lose most first."""
    asked = {
        **vars(shares),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "after_change": after.change if after else None,
        "after_producer": after.producer_id if after else None,
        "after_currency": after.currency if after else None,
        "limit": limit,
    }
    return [_producer(row) for row in session.execute(_BY_PRODUCER, asked).mappings()]


def list_tried_of(
    session: Session, shares: Shares, *, producer_id: str, starts_at: datetime, ends_at: datetime
) -> Sequence[ProducerTried]:
    """One producer's own, by currency; nobody else's lines are read."""
    asked = {**vars(shares), "producer_id": producer_id, "starts_at": starts_at, "ends_at": ends_at}
    return [_producer(row) for row in session.execute(_OF_ONE, asked).mappings()]


def sum_tried(session: Session, shares: Shares, *, starts_at: datetime, ends_at: datetime) -> Sequence[TotalTried]:
    """Everything of the month, by currency."""
    rows = session.execute(_TOTALS, {**vars(shares), "starts_at": starts_at, "ends_at": ends_at}).mappings()
    return [TotalTried(row["gaining"], row["losing"], row["unchanged"], _tried(row)) for row in rows]


def _producer(row: RowMapping) -> ProducerTried:
    return ProducerTried(row["producer_id"], row["slug"], row["name"], row["country"], row["orders"], _tried(row))


def _tried(row: RowMapping) -> Tried:
    return Tried(
        currency=row["currency"],
        lines=row["lines"],
        left_out=row["left_out"],
        goods=row["goods"],
        was=Cut(row["producer"], row["topup"], row["market_fee"], row["fee_vat"], row["dues"], row["solidarity"]),
        would_be=Cut(
            row["new_producer"],
            row["new_topup"],
            row["new_fee"],
            row["new_fee_vat"],
            row["new_dues"],
            row["new_solidarity"],
        ),
    )
