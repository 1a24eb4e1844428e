"""SQL of series: what producers were sent month by month, as the books stood after an entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.impact.facts.rules import POOLED, Period
from market.impact.networks import queries as networks
from market.impact.series.rules import Received

# Kept sums of the months that are whole, facts of the days before and after them, less what came after the entry.
_RECEIVED = text(
    """
    with part as (
        select organisation_id, starts_on as month, group_id, amount
        from impact_producer_rollup
        where currency = :currency and measure in ('transfer.goods', 'transfer.premium')
          and starts_on >= :months_start and starts_on < :months_end
          and (cast(:organisation_id as text) is null or organisation_id = :organisation_id)
        union all
        select f.organisation_id, date_trunc('month', f.booked_on)::date, f.group_id,
               case when f.booked_on >= :months_start and f.booked_on < :months_end then -m.value::bigint
                    else m.value::bigint end
        from impact_fact f cross join lateral jsonb_each_text(f.amounts) m
        where f.kind = 'transfer' and m.key in ('goods', 'premium') and f.currency = :currency
          and f.booked_on >= :start and f.booked_on < :end
          and (f.booked_on >= :months_start and f.booked_on < :months_end) = (f.entry > :as_of)
          and (cast(:organisation_id as text) is null or f.organisation_id = :organisation_id)
    )
    select case when is_named then o.slug else '' end as slug, case when is_named then o.name else '' end as name,
           month, sum(amount)::bigint as amount
    from part join impact_group g on g.id = part.group_id join organisation o on o.id = part.organisation_id
    cross join lateral (select g.country <> :pooled or o.id is not distinct from :organisation_id as is_named) known
    group by 1, 2, 3 having sum(amount) <> 0 order by 1, 2, 3
    """
)
# Of whoever belonged to a network, on the days on which they did: no sums are kept of those.
_RECEIVED_IN_NETWORK = text(
    """
    select case when g.country <> :pooled then o.slug else '' end as slug,
           case when g.country <> :pooled then o.name else '' end as name,
           date_trunc('month', f.booked_on)::date as month, sum(m.value::bigint)::bigint as amount
    from network_days(:network_id) n
    join impact_fact f on f.organisation_id = n.member_id and n.days @> f.booked_on
    join organisation o on o.id = f.organisation_id
    join impact_group g on g.id = f.group_id
    cross join lateral jsonb_each_text(f.amounts) m
    where f.kind = 'transfer' and m.key in ('goods', 'premium') and f.currency = :currency
      and f.booked_on >= :start and f.booked_on < :end and f.entry <= :as_of
    group by 1, 2, 3 having sum(m.value::bigint) <> 0 order by 1, 2, 3
    """
)


@dataclass(frozen=True)
class Asked:
    """A period as the books stood after entry `as_of`, of one organisation or of all."""

    period: Period
    as_of: int
    currency: str
    organisation_id: str | None


def list_received(session: Session, asked: Asked) -> Sequence[Received]:
    """By producer and month. Those with too few orders to be told apart have no name, except in their own series."""
    months = asked.period.whole_months or Period.of_day(date.max.replace(day=1))
    rows = session.execute(
        _RECEIVED,
        {
            "start": asked.period.start,
            "end": asked.period.end,
            "months_start": months.start,
            "months_end": months.end,
            "as_of": asked.as_of,
            "currency": asked.currency,
            "organisation_id": asked.organisation_id,
            "pooled": POOLED,
        },
    )
    return [Received(**row._mapping) for row in rows]


def list_received_in_network(session: Session, asked: networks.Asked) -> Sequence[Received]:
    """The same of a network's members; those with too few orders to be told apart have no name here either."""
    rows = session.execute(_RECEIVED_IN_NETWORK, {**vars(asked), "pooled": POOLED})
    return [Received(**row._mapping) for row in rows]
