"""What hangs on a certificate at a moment."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

# Where nothing of the scheme may be shown, nothing is listed under it.
_HANGS_ON = text(
    """
    with listed as materialized (
        select s.product_id
        from certificate_scope s join product p on p.id = s.product_id and p.state = 'published'
        where s.certificate_id = :id
          and (select k.display ->> (select here.country from market_here here)
               from certificate c join scheme k on k.id = c.scheme_id where c.id = :id) is distinct from 'none'
    ), carried as materialized (
        select c.product_id, c.certificate_id, c.scheme_id
        from product_claims(array(select product_id from listed), :at) c
    ), showing as (
        select product_id from carried where certificate_id = :id
    ), others as (
        select product_id,
               bool_or(scheme_id = (select c.scheme_id from certificate c where c.id = :id)) as same_scheme
        from carried where certificate_id <> :id group by product_id
    ), sold as (
        select distinct o.id, coalesce(o.person_id, lower(o.email)) as buyer
        from order_line l join customer_order o on o.id = l.order_id and o.state in ('paid', 'refunded')
        where l.claims <> '[]'
          and l.claims @> jsonb_build_array(jsonb_build_object('certificate_id', cast(:id as text)))
    )
    select (select count(*) from listed) as in_scope,
           (select count(*) from showing) as showing,
           (select count(*) from showing join others using (product_id) where same_scheme) as keep_scheme,
           (select count(*) from showing where product_id not in (select product_id from others)) as left_bare,
           (select count(distinct l.cart_id)
            from showing s
            join variant v on v.product_id = s.product_id
            join cart_line l on l.variant_id = v.id and l.shown_claims ? cast(:id as text)
            join cart c on c.id = l.cart_id and c.state = 'open') as open_carts,
           (select count(*) from sold) as orders,
           (select count(distinct buyer) from sold) as buyers
    """
)


@dataclass(frozen=True)
class HangsOn:
    """Published products in the certificate's scope, none for a scheme that is hidden here, and those that show its
    claim now: of these, how many keep its scheme by another certificate, and how many would show no claim at all. Open
    carts, paid orders and their buyers that were shown it."""

    in_scope: int
    showing: int
    keep_scheme: int
    left_bare: int
    open_carts: int
    orders: int
    buyers: int


def find_what_hangs_on(session: Session, *, certificate_id: str, at: datetime) -> HangsOn:
    """Counted at one moment, with one statement."""
    return HangsOn(**session.execute(_HANGS_ON, {"id": certificate_id, "at": at}).one()._mapping)
