"""SQL of facts of the kind `purchase`: what an organisation that belongs to a network bought for itself.

It belongs at the moment of the entry, not on its day: a membership that ends later changes nothing that was written.
"""

from market.impact.facts.entry_queries import reference

PURCHASES = f"""
    select p.sequence, {reference("p.order_id")} as order_ref, p.buyer_id as organisation_id, p.currency,
           p.day as booked_on,
           jsonb_strip_nulls(jsonb_build_object(
               'member_purchases', nullif(sum(p.amount_minor), 0),
               'from_members', nullif(sum(p.amount_minor)
                   filter (where networks_at(p.producer_id, p.booked_at) && buyer.networks), 0)
           ))::text as amounts
    from organisation_purchase p
    cross join lateral (select networks_at(p.buyer_id, p.booked_at) as networks) buyer
    where p.sequence > :after and p.sequence <= :upto and buyer.networks <> '{{}}'
    group by p.sequence, p.order_id, p.buyer_id, p.currency, p.day
"""
