"""SQL of who gave what to whom under an agreement, by period: in kind, and by orders without a fee."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session

_IN_KIND = text(
    """
    select date_trunc('quarter', d.delivered_on)::date as quarter, c.giver_id, giver.name as giver, c.receiver_id,
           receiver.name as receiver, c.what, c.unit, sum(d.quantity) as quantity,
           sum(d.value_minor)::bigint as value_minor, count(*) filter (where d.value_minor is null)::int as unvalued
    from trade_delivery d
    join trade_commitment c on c.id = d.commitment_id
    join trade_agreement a on a.id = c.agreement_id
    join organisation giver on giver.id = c.giver_id
    join organisation receiver on receiver.id = c.receiver_id
    where a.series_id = :series_id and d.confirmed_at is not null
      and d.delivered_on >= :first_day and d.delivered_on < :end_day
    group by 1, 2, 3, 4, 5, 6, 7 order by 1, 3, 5, 6, 7
    """
)
# Whoever was a member of a party when it ordered is told by that party. What a refund took back is taken off, but for
# what the market bore itself.
_ORDERED = text(
    """
    with recursive buyer as (
        select p.organisation_id as id from trade_party p join trade_agreement a on a.id = p.agreement_id
        where a.series_id = :series_id
        union
        select n.member_id from buyer join network_membership n on n.network_id = buyer.id
    ), line as (
        select o.id as order_id, o.currency, l.id as line_id, side.buyer_id, side.producer_id,
               date_trunc('quarter', o.paid_at at time zone 'UTC')::date as quarter
        from buyer
        join customer_order o on o.buyer_organisation_id = buyer.id
             and (o.paid_at at time zone 'UTC')::date >= :first_day
             and (o.paid_at at time zone 'UTC')::date < :end_day
        join breakdown_part fee on fee.order_id = o.id and fee.kind = 'market_fee'
        join trade_agreement a on a.id = fee.rule_id and a.series_id = :series_id
        join order_line l on l.id = fee.order_line_id
        join lateral (
            select buying.party_id as buyer_id, selling.party_id as producer_id
            from agreement_sides(a.id, o.placed_at) buying
            join agreement_sides(a.id, o.placed_at) selling on selling.party_id <> buying.party_id
            where buying.organisation_id = o.buyer_organisation_id and selling.organisation_id = l.producer_id
            order by buying.party_id <> o.buyer_organisation_id, selling.party_id <> l.producer_id, 1, 2 limit 1) side
             on true
    )
    select line.quarter, line.buyer_id, buyer.name as buyer, line.producer_id, producer.name as producer,
           line.currency, count(distinct line.order_id)::int as orders,
           sum(b.amount_minor - coalesce(back.minor, 0))::bigint as goods_minor
    from line
    join organisation buyer on buyer.id = line.buyer_id
    join organisation producer on producer.id = line.producer_id
    join breakdown_part b on b.order_line_id = line.line_id
         and b.kind <> all (array['vat', 'tier_support', 'tier_relief'])
    left join lateral (select sum(r.amount_minor - r.borne_minor) as minor
                       from refund_part r join refund f on f.id = r.refund_id
                       where r.breakdown_part_id = b.id and f.state <> 'cancelled') back on true
    group by 1, 2, 3, 4, 5, 6 order by 1, 3, 5, 6
    """
)
_OPEN = text(
    """
    select c.id, c.giver_id, giver.name as giver, c.receiver_id, receiver.name as receiver, c.what, c.unit, c.due_on,
           c.quantity - coalesce(given.quantity, 0) as quantity
    from trade_commitment c
    join organisation giver on giver.id = c.giver_id
    join organisation receiver on receiver.id = c.receiver_id
    left join lateral (select sum(d.quantity) as quantity from trade_delivery d
                       where d.commitment_id = c.id and d.confirmed_at is not null) given on true
    where c.agreement_id = :agreement_id and c.quantity > coalesce(given.quantity, 0)
    order by c.due_on, c.position
    """
)
_COMPENSATIONS = text(
    """
    select x.id, x.payer_id, o.name as payer, x.currency, x.amount_minor, x.rate, x.owed_at::date as owed_on,
           x.paid_at::date as paid_on
    from trade_compensation x
    join organisation o on o.id = x.payer_id
    join trade_delivery d on d.id = x.delivery_id
    join trade_commitment c on c.id = d.commitment_id
    join trade_agreement a on a.id = c.agreement_id
    where a.series_id = :series_id order by x.id limit 500
    """
)


@dataclass(frozen=True)
class GivenInKind:
    """What one party gave another of one thing in a quarter. `value_minor` None: nothing of it was valued; `unvalued`
    counts the deliveries without a value."""

    quarter: date
    giver_id: str
    giver: str
    receiver_id: str
    receiver: str
    what: str
    unit: str
    quantity: Decimal
    value_minor: int | None
    unvalued: int


@dataclass(frozen=True)
class OrderedWithoutFee:
    """What members of one party ordered of another's in a quarter without a market fee: how many orders, and the goods
    at the fair price in minor units, without VAT and less what went back."""

    quarter: date
    buyer_id: str
    buyer: str
    producer_id: str
    producer: str
    currency: str
    orders: int
    goods_minor: int


@dataclass(frozen=True)
class OpenCommitment:
    """What is still to be given of one commitment."""

    id: str
    giver_id: str
    giver: str
    receiver_id: str
    receiver: str
    what: str
    unit: str
    due_on: date
    quantity: Decimal


@dataclass(frozen=True)
class CompensationFact:
    """What one party puts into the fund; `rate` exact in basis points, `paid_on` None while it is owed."""

    id: str
    payer_id: str
    payer: str
    currency: str
    amount_minor: int
    rate: str
    owed_on: date
    paid_on: date | None


def list_given(session: Session, series_id: str, *, first_day: date, end_day: date) -> list[GivenInKind]:
    """Confirmed deliveries of `first_day` up to but not including `end_day`, by quarter and pair."""
    asked = {"series_id": series_id, "first_day": first_day, "end_day": end_day}
    return [GivenInKind(**row._mapping) for row in session.execute(_IN_KIND, asked)]


def list_ordered(session: Session, series_id: str, *, first_day: date, end_day: date) -> list[OrderedWithoutFee]:
    """Orders paid from `first_day` up to but not including `end_day` that an agreement freed of the fee."""
    asked = {"series_id": series_id, "first_day": first_day, "end_day": end_day}
    return [OrderedWithoutFee(**row._mapping) for row in session.execute(_ORDERED, asked)]


def list_open(session: Session, agreement_id: str) -> list[OpenCommitment]:
    """What of a version's commitments nobody has confirmed yet, soonest due first."""
    return [OpenCommitment(**row._mapping) for row in session.execute(_OPEN, {"agreement_id": agreement_id})]


def list_compensations(session: Session, series_id: str) -> list[CompensationFact]:
    return [CompensationFact(**row._mapping) for row in session.execute(_COMPENSATIONS, {"series_id": series_id})]
