"""SQL of what schemes ask of an organisation's premium."""

from collections.abc import Iterable
from fractions import Fraction

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from market.fund.premium.binding.rules import CashRule, EarmarkRule, Origin, SoldPremium

# The row of the price table is the one that the line was sold by.
_SOLD = text(
    """
    select m.scheme, m.premium_earmark / m.premium as share, sum(b.amount_minor)::bigint as minor
    from order_line l
    join customer_order o on o.id = l.order_id and o.currency = :currency and o.paid_at is not null
    join breakdown_part b on b.order_line_id = l.id and b.kind = 'premium' and b.beneficiary_id = :id
    left join minimum_price m on m.id = l.floor_rule_id and m.premium_earmark > 0 and m.premium > 0
    where l.producer_id = :id
    group by m.scheme, share order by m.scheme, share
    """
)
# What arrived under a certificate stays bound after its end.
_RULES = text(
    """
    select s.code, s.facts, s.premium_earmark, s.premium_cash_cap,
           exists (
               select from certificate c
               where c.scheme_id = s.id and c.holder_id = :id
                 and c.state in ('verified', 'suspended', 'withdrawn', 'surrendered', 'superseded')
           ) as has_certified,
           s.premium_cash_cap ->> 'structures' is null
               or coalesce(s.premium_cash_cap -> 'structures' ? o.structure, false) as caps_cash
    from scheme s join organisation o on o.id = :id
    where s.premium_earmark <> '{}' or s.premium_cash_cap <> '{}'
    order by s.code
    """
)


def list_sold(session: Session, organisation_id: str, currency: str) -> list[SoldPremium]:
    """Premium that was paid for, by what the price table binds of it."""
    return [
        SoldPremium(row.minor, row.scheme, None if row.share is None else Fraction(row.share))
        for row in session.execute(_SOLD, {"id": organisation_id, "currency": currency})
    ]


def list_rules(session: Session, organisation_id: str) -> tuple[list[EarmarkRule], list[CashRule]]:
    """What schemes ask of whoever they have certified, and of goods that are sold by their price tables."""
    rows = session.execute(_RULES, {"id": organisation_id}).all()
    return list(_earmarks(rows)), list(_cash(rows))


def _earmarks(rows: Iterable[Row[tuple[object, ...]]]) -> Iterable[EarmarkRule]:
    for row in rows:
        if found := row.premium_earmark:
            yield EarmarkRule(_origin(row, "premium_earmark"), found["use"], found.get("bps"), row.has_certified)


def _cash(rows: Iterable[Row[tuple[object, ...]]]) -> Iterable[CashRule]:
    for row in rows:
        if row.premium_cash_cap and row.has_certified and row.caps_cash:
            yield CashRule(_origin(row, "premium_cash_cap"), row.premium_cash_cap["bps"])


def _origin(row: Row[tuple[object, ...]], fact: str) -> Origin:
    told = row.facts[fact]
    return Origin(row.code, told["source"], told["confirmed"])
