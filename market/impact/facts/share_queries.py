"""SQL of what sales and transfers share: each producer's share of an order, entry by entry, as it was earned and sent.

A transfer is told beside what it completes, and a refund by what it leaves. So both come from one walk through the
steps of each share, and the parts of prices are read once.
"""

from market.impact.facts.entry_queries import ASKED, SALE_KINDS, entries, reference
from market.impact.facts.sale_queries import SOLD
from market.impact.facts.transfer_queries import MOVED, MOVED_BEFORE

_LATER = "('refund', 'refund_released', 'dispute_charged', 'minimum_price_topup')"

# Tables for the sources that tell them: `moved`, and `running`, which has a row for each share that an entry changed.
# `is_sale`: its sale, not what was sent. `turn`: 1 when this completed it, -1 when it is no longer completed. `days`:
# from the payment to the last transfer.
SHARES = f"""
    later as materialized (
        {entries("journal j", _LATER, ASKED)}
        union all
        select j.id, j.sequence, (j.effective_at at time zone 'UTC')::date, undone.kind, undone.order_id,
               undone.subject_id, -1
        from journal j join journal undone on undone.id = j.reverses_id
        where j.kind = 'correction' and undone.kind = 'order_paid' and {ASKED}
    ), {MOVED}, touched as materialized (
        -- Before the first entry there is nothing.
        select order_id from moved where order_id is not null and purpose = 'goods' and :after > 0
        union
        select order_id from later where :after > 0
    ), event as materialized (
        select * from later
        union all
        ({entries("touched t join journal j on j.order_id = t.order_id", SALE_KINDS, "j.sequence <= :after")})
    ), {SOLD}, step as (
        select sequence, order_id, producer_id as organisation_id, day, currency, order_ref, true as is_sale,
               share, 0 as goods, before_shares, after_shares
        from sold
        union all
        select sequence, order_id, beneficiary_id, day, currency, null, false, 0, amount, null, null
        from moved where order_id is not null and purpose = 'goods'
        union all
        select sequence, order_id, beneficiary_id, day, currency, null, false, 0, amount, null, null
        from ({MOVED_BEFORE}) before
    ), so_far as (
        select step.*, sum_minor(share) over so_far as left_of, sum_minor(goods - share) over so_far as ahead,
               max(case when goods > 0 then day end) over so_far - first_value(day) over so_far as days,
               first_value(order_ref) over so_far as of_sale
        from step
        window so_far as (partition by order_id, organisation_id order by sequence rows unbounded preceding)
    ), running as materialized (
        select sequence, order_id, organisation_id, day, currency, is_sale, share, goods, left_of,
               before_shares, after_shares, greatest(0, days) as days,
               coalesce(of_sale, {reference("order_id")}) as order_ref,
               (left_of > 0 and ahead >= 0)::int - (left_of - share > 0 and ahead - (goods - share) >= 0)::int as turn
        from so_far
    )
"""
