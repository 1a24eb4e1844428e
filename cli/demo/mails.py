"""What the market would have written of late: the workers write it once they run."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from gateways.mail import Due, ask_buyers, ask_stewards
from models.enums import MailKind

# A few of each, those of the people whom the demo introduces first.
_ORDERS = text(
    """
    select o.id from customer_order o left join person p on p.id = o.person_id
    where o.paid_at is not null and o.paid_at <= :now
    order by (p.email is not distinct from 'camille@lyon.example.org') desc, o.paid_at desc, o.id
    limit 4
    """
)
_PARCELS = text(
    "select id, order_id from parcel where order_id = any(cast(:orders as text[])) and shipped_at is not null"
)
_PAYOUTS = text(
    """
    select distinct on (y.beneficiary_id, y.purpose) y.id, y.beneficiary_id
    from payout y
    where y.state = 'paid' and y.purpose in ('goods', 'premium')
      and exists (select from membership m where m.organisation_id = y.beneficiary_id and m.ended_at is null)
    order by y.beneficiary_id, y.purpose, y.paid_at desc, y.id
    limit 30
    """
)


def write_of_late(session: Session, *, now: datetime) -> int:
    """Ask for mails about the newest orders, parcels and payouts; how many are new. Safe to repeat."""
    orders = list(session.execute(_ORDERS, {"now": now}).scalars())
    parcels = session.execute(_PARCELS, {"orders": orders}).all()
    payouts = session.execute(_PAYOUTS).all()
    asked = ask_buyers(session, MailKind.RECEIPT, [Due(to=one, about=one, key=one) for one in orders], now=now)
    sent = [Due(to=one.order_id, about=one.id, key=one.id) for one in parcels]
    asked += ask_buyers(session, MailKind.SHIPPED, sent, now=now)
    paid = [Due(to=one.beneficiary_id, about=one.id, key=one.id) for one in payouts]
    return asked + ask_stewards(session, MailKind.PAID_OUT, paid, now=now)
