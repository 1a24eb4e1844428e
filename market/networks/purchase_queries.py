"""SQL of what members of a network buy for themselves, and how much of it from each other."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.networks.purchase_rules import Bought
from market.networks.rules import Quarter

# An entry counts by its own day: what is given back after a membership ended is no longer the network's.
_BOUGHT = text(
    """
    with bought as (
        select date_trunc('quarter', p.day)::date as quarter, p.order_id, p.is_order, p.amount_minor,
               exists (select from network_days(:network_id) seller
                       where seller.member_id = p.producer_id and seller.days @> p.day) as is_from_member
        from network_days(:network_id) buyer
        join organisation_purchase p on p.buyer_id = buyer.member_id and buyer.days @> p.day
        where p.currency = :currency and p.day <= :today
    )
    select quarter, count(distinct order_id) filter (where is_order) as orders,
           coalesce(sum(amount_minor), 0)::bigint as purchases,
           coalesce(sum(amount_minor) filter (where is_from_member), 0)::bigint as from_members
    from bought group by quarter order by quarter
    """
)


def list_bought(session: Session, network_id: str, *, currency: str, today: date) -> list[Bought]:
    """By quarter, oldest first, only quarters in which something was bought or given back."""
    rows = session.execute(_BOUGHT, {"network_id": network_id, "currency": currency, "today": today})
    return [Bought(Quarter.of(row.quarter), row.orders, row.purchases, row.from_members) for row in rows]
