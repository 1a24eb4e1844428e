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


def list_open(session: Session, agreement_id: str) -> list[OpenCommitment]:
    """What of a version's commitments nobody has confirmed yet, soonest due first."""
    return [OpenCommitment(**row._mapping) for row in session.execute(_OPEN, {"agreement_id": agreement_id})]


def list_compensations(session: Session, series_id: str) -> list[CompensationFact]:
    return [CompensationFact(**row._mapping) for row in session.execute(_COMPENSATIONS, {"series_id": series_id})]
