"""SQL of what members of a network buy for themselves, and how much of it from each other."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.networks.purchase_rules import Bought
from market.networks.rules import Quarter
from market.networks.telling_rules import Holding

# An entry counts by its own day: what is given back after a membership ended is no longer the network's.
_PURCHASES = """
    with belonged as materialized (
        select w.id as network_id, d.member_id, d.days
        from organisation w cross join lateral network_days(w.id) d
        where w.kind in ('federation', 'network') and (cast(:network_id as text) is null or w.id = :network_id)
    ), bought as (
        select buyer.network_id, date_trunc('quarter', p.day)::date as quarter, p.buyer_id, p.order_id, p.is_order,
               p.amount_minor,
               exists (select from belonged seller
                       where seller.network_id = buyer.network_id and seller.member_id = p.producer_id
                         and seller.days @> p.day) as is_from_member
        from belonged buyer
        join organisation_purchase p on p.buyer_id = buyer.member_id and buyer.days @> p.day
        where p.currency = :currency and p.day < :before
    )
    """
_BOUGHT = text(
    f"""
    {_PURCHASES}
    select quarter, count(distinct order_id) filter (where is_order) as orders,
           coalesce(sum(amount_minor), 0)::bigint as purchases,
           coalesce(sum(amount_minor) filter (where is_from_member), 0)::bigint as from_members
    from bought group by quarter order by quarter
    """
)
_HOLDINGS = text(
    f"""
    {_PURCHASES}
    select network_id, quarter, is_from_member, buyer_id,
           (coalesce(array_agg(distinct order_id) filter (where is_order), '{{}}'))[1:5] as orders,
           sum(amount_minor)::bigint as amount
    from bought group by network_id, quarter, is_from_member, buyer_id having sum(amount_minor) <> 0
    """
)


def list_bought(session: Session, network_id: str, *, currency: str, before: date) -> list[Bought]:
    """By quarter, oldest first, only quarters in which something was bought or given back; of the days before one."""
    rows = session.execute(_BOUGHT, {"network_id": network_id, "currency": currency, "before": before})
    return [Bought(Quarter.of(row.quarter), row.orders, row.purchases, row.from_members) for row in rows]


def list_holdings(
    session: Session, *, currency: str, before: date
) -> Mapping[Quarter, Mapping[str, frozenset[Holding]]]:
    """Of every quarter and network, who bought: from members, and from others. It stays in the house."""
    found: dict[Quarter, dict[str, set[Holding]]] = defaultdict(lambda: defaultdict(set))
    for row in session.execute(_HOLDINGS, {"network_id": None, "currency": currency, "before": before}):
        part = "members" if row.is_from_member else "others"
        bought = Holding(part, row.buyer_id, frozenset(row.orders), str(row.amount))
        found[Quarter.of(row.quarter)][row.network_id].add(bought)
    return {
        quarter: {network_id: frozenset(theirs) for network_id, theirs in networks.items()}
        for quarter, networks in found.items()
    }
