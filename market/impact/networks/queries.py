"""SQL of a network's figures: from the facts of its members, and from their accounts in the books."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.impact.facts.entry_queries import KIND, SALE_KINDS, UNDONE
from market.networks.record.rules import Support
from market.networks.telling_rules import Holding

# An entry counts by its own day. What is given back after a membership ended is no longer the network's.
_MEASURES = text(
    """
    select f.kind || '.' || m.key as measure, sum(m.value::bigint)::bigint as amount
    from network_days(:network_id) n
    join impact_fact f on f.organisation_id = n.member_id and n.days @> f.booked_on
    cross join lateral jsonb_each_text(f.amounts) m
    where f.booked_on >= :start and f.booked_on < :end and f.currency = :currency and f.entry <= :as_of
    group by 1 having sum(m.value::bigint) <> 0 order by 1
    """
)
# Of every network, whether or not it is still there: what was told once is known.
_HOLDINGS = text(
    """
    select w.id as network_id, f.kind || '.' || m.key as measure, n.member_id,
           (coalesce(array_agg(distinct f.order_ref) filter (where f.is_order), '{}'))[1:5] as orders,
           (n.days * datemultirange(daterange(cast(:start as date), cast(:end as date))))::text as days
    from organisation w
    cross join lateral network_days(w.id) n
    join impact_fact f on f.organisation_id = n.member_id and n.days @> f.booked_on
    cross join lateral jsonb_each_text(f.amounts) m
    where w.kind in ('federation', 'network')
      and f.booked_on >= :start and f.booked_on < :end and f.currency = :currency and f.entry <= :as_of
    group by w.id, measure, n.member_id, n.days having sum(m.value::bigint) <> 0
    """
)
_ORDERS = text(
    """
    select count(distinct f.order_ref)
    from network_days(:network_id) n
    join impact_fact f on f.organisation_id = n.member_id and n.days @> f.booked_on
    where f.booked_on >= :start and f.booked_on < :end and f.currency = :currency and f.entry <= :as_of
      and f.kind = 'sale' and f.is_order
    """
)
# What entries about sales did to the accounts that are the members' own; a credit is theirs.
_IN_BOOKS = text(
    f"""
    select split_part(a.code, ':', 1) as account, -sum(p.amount_minor)::bigint as amount
    from network_days(:network_id) n
    join ledger_account a on split_part(a.code, ':', 2) = n.member_id
        and split_part(a.code, ':', 1) in ('producer', 'premium') and a.currency = :currency
    join posting p on p.account_id = a.id
    join journal j on j.id = p.journal_id {UNDONE}
    where {KIND} in {SALE_KINDS} and j.sequence <= :as_of
      and (j.effective_at at time zone 'UTC')::date >= :start and (j.effective_at at time zone 'UTC')::date < :end
      and n.days @> (j.effective_at at time zone 'UTC')::date
    group by 1
    """
)
_SUPPORT = text(
    """
    select s.amount_minor, s.starts_on, s.ends_on, lower(stay) as since, upper(stay) as until
    from network_days(:network_id) n
    join public_support s on s.organisation_id = n.member_id and s.withdrawn_at is null and s.currency = :currency
    cross join lateral unnest(n.days * datemultirange(daterange(cast(:start as date), cast(:end as date)))) stay
    """
)


@dataclass(frozen=True)
class Asked:
    """One network's days of [start, end), in one currency, in the books as they stood after entry `as_of`."""

    network_id: str
    start: date
    end: date
    currency: str
    as_of: int


def list_measures(session: Session, asked: Asked) -> Mapping[str, int]:
    """All that the facts of the members come to, by measure; what comes to nothing is left out."""
    return {row.measure: row.amount for row in session.execute(_MEASURES, asdict(asked))}


def list_holdings(session: Session, asked: Asked) -> Mapping[str, Mapping[str, frozenset[Holding]]]:
    """By measure and network, whose figures it is made of, whatever network is asked for. It stays in the house."""
    found: dict[str, dict[str, set[Holding]]] = defaultdict(lambda: defaultdict(set))
    for row in session.execute(_HOLDINGS, asdict(asked)):
        orders = frozenset(row.orders) if row.measure.startswith("sale.") else None
        found[row.measure][row.network_id].add(Holding(row.measure, row.member_id, orders, row.days))
    return {
        measure: {network_id: frozenset(theirs) for network_id, theirs in networks.items()}
        for measure, networks in found.items()
    }


def count_orders(session: Session, asked: Asked) -> int:
    """Paid orders in which members had a share, each once."""
    return int(session.execute(_ORDERS, asdict(asked)).scalar_one())


def read_books(session: Session, asked: Asked) -> Mapping[str, int]:
    """What sales brought to the members' own accounts: `producer` and `premium`, minor units."""
    return {row.account: row.amount for row in session.execute(_IN_BOOKS, asdict(asked))}


def sum_support(session: Session, asked: Asked) -> int:
    """Public money of the members that falls on days on which they belonged, minor units."""
    return sum(
        Support(row.amount_minor, row.starts_on, row.ends_on).falling_in(row.since, row.until)
        for row in session.execute(_SUPPORT, asdict(asked))
    )
