"""SQL of facts of the kind `transfer`: what was sent to a producer, for which order, and after how many days.

A payout pays for lines of many orders. What it keeps back for what the producer owes is a fact without an order: the
sum of all is what left on the rails. A share is completed by the entry with which as much has been sent as is theirs
(a refund of the rest does it too), and no longer when it came back or nothing is theirs any more.
"""

from market.impact.facts.entry_queries import ENTRY, KIND, PARTS, SALE_KINDS, UNDONE

_TRANSFER_KINDS = "('transfer_sent', 'payout_returned', 'transfer_reversed')"
_SIGN = "e.direction * case e.kind when 'transfer_sent' then 1 else -1 end"

# What an entry `e` of `sending` moved: items of a payout, what it kept back, or what came back of its transfer.
_MOVED = f"""
    select e.sequence, e.day, i.order_id, p.beneficiary_id, p.purpose, p.currency, {_SIGN} * x.amount_minor as amount
    from sending e
    join payout p on p.id = e.subject_id
    join payout_item x on x.payout_id = p.id
    join payable_item i on i.id = x.payable_item_id
    where p.purpose in ('goods', 'premium')
    union all
    select e.sequence, e.day, null, p.beneficiary_id, p.purpose, p.currency, {_SIGN} * -p.netted_minor
    from sending e
    join payout p on p.id = e.subject_id
    where p.purpose in ('goods', 'premium') and p.netted_minor > 0
    union all
    -- How much of it this entry is about, the entry says: a reversal in the dashboard can settle two things.
    select e.sequence, e.day, f.order_id, p.beneficiary_id, p.purpose, p.currency, {_SIGN} * moved.amount
    from sending e
    join transfer_reversal v on v.id = e.subject_id
    join payout p on p.id = v.payout_id
    left join refund f on f.id = v.refund_id
    cross join lateral (select sum(amount_minor) as amount from posting
                        where journal_id = e.id and amount_minor > 0) moved
    where p.purpose in ('goods', 'premium')
"""
TRANSFERS = f"""
    with news as materialized (
        {ENTRY} from journal j {UNDONE}
        where j.sequence > :after and j.sequence <= :upto
          and ({KIND} in {_TRANSFER_KINDS} or {KIND} in {SALE_KINDS} and {KIND} <> 'order_paid'
               or {KIND} = 'order_paid' and j.kind = 'correction')
    ), sending as materialized (
        select * from news where kind in {_TRANSFER_KINDS}
    ), moved as materialized (
        {_MOVED}
    ), touched as materialized (
        select order_id from moved where order_id is not null and purpose = 'goods'
        union
        select order_id from news where kind not in {_TRANSFER_KINDS}
    ), event as materialized (
        {ENTRY} from touched t join journal j on j.order_id = t.order_id {UNDONE}
        where j.sequence <= :upto and {KIND} in {SALE_KINDS}
    ), due as (
        select p.sequence, p.order_id, l.producer_id, p.day, sum(p.amount) as due
        from ({PARTS}) p
        join order_line l on l.id = p.order_line_id
        where p.kind in ('producer', 'minimum_price_topup')
        group by p.sequence, p.order_id, l.producer_id, p.day
    ), payout_before as (
        select distinct x.payout_id from touched t
        join payable_item i on i.order_id = t.order_id and i.purpose = 'goods'
        join payout_item x on x.payable_item_id = i.id
    ), reversal_before as (
        select v.id from touched t
        join refund f on f.order_id = t.order_id
        join transfer_reversal v on v.refund_id = f.id
    ), sent as (
        select sequence, order_id, beneficiary_id, day, sum(amount) as sent
        from (
            select * from moved
            union all
            select before.* from (
                with sending as materialized (
                    {ENTRY} from (select payout_id as id from payout_before union all select id from reversal_before) b
                    join journal j on j.subject_id = b.id {UNDONE}
                    where j.sequence <= :after and {KIND} in {_TRANSFER_KINDS}
                )
                {_MOVED}
            ) before
            where before.order_id in (select order_id from touched)
        ) both_times
        where order_id is not null and purpose = 'goods'
        group by sequence, order_id, beneficiary_id, day
    ), step as (
        select sequence, order_id, organisation_id, min(day) as day, sum(due) as due, sum(sent) as sent
        from (select sequence, order_id, producer_id as organisation_id, day, due, 0 as sent from due
              union all
              select sequence, order_id, beneficiary_id, day, 0, sent from sent) steps
        group by sequence, order_id, organisation_id
    ), running as (
        select *, (sum(due) over so_far > 0 and sum(sent) over so_far >= sum(due) over so_far)::int as is_done,
               greatest(0, max(day) filter (where sent > 0) over so_far - first_value(day) over so_far) as days
        from step
        window so_far as (partition by order_id, organisation_id order by sequence)
    ), turned as (
        select *, is_done - lag(is_done, 1, 0) over (partition by order_id, organisation_id order by sequence) as turn
        from running
    ), counted as (
        -- When it is no longer completed, it is taken from the days that it had been counted under.
        select *, (array_agg(days) filter (where turn = 1) over so_far)[count(*) filter (where turn = 1) over so_far]
                   as counted_days
        from turned
        window so_far as (partition by order_id, organisation_id order by sequence)
    )
    select sequence, order_id, organisation_id, currency, day as booked_on,
           jsonb_strip_nulls(jsonb_build_object('goods', nullif(sum(goods), 0), 'premium', nullif(sum(premium), 0),
                                                'completed', nullif(sum(turn), 0)))
           || coalesce(jsonb_object_agg('days:' || days, turn) filter (where turn <> 0), '{{}}') as amounts
    from (
        select sequence, order_id, beneficiary_id as organisation_id, currency, day,
               case purpose when 'goods' then amount else 0 end as goods,
               case purpose when 'premium' then amount else 0 end as premium, 0 as turn, null as days
        from moved
        union all
        select c.sequence, c.order_id, c.organisation_id, o.currency, c.day, 0, 0, c.turn, c.counted_days
        from counted c join customer_order o on o.id = c.order_id
        where c.turn <> 0 and c.sequence > :after
    ) told
    group by sequence, order_id, organisation_id, currency, day
"""
