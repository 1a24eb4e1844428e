"""SQL of facts of the kind `transfer`: what was sent to a producer, for which order, and after how many days.

A payout pays for lines of many orders. What it keeps back for what the producer owes is a fact without an order: the
sum of all is what left on the rails. A share is completed by the entry with which as much has been sent as is theirs
(a refund of the rest does it too), and no longer when it came back or nothing is theirs any more.
"""

from market.impact.facts.entry_queries import ASKED, entries, measure, reference

TRANSFER_KINDS = "('transfer_sent', 'payout_returned', 'transfer_reversed')"
_SIGN = "e.direction * case e.kind when 'transfer_sent' then 1 else -1 end"
# How much of it this entry is about, the entry says: a reversal in the dashboard can settle two things.
_REVERSED = """
    cross join lateral (select sum_minor(amount_minor) as amount from posting
                        where journal_id = e.id and amount_minor > 0) moved
"""

# What the entries moved, `moved`: for each order items of a payout or what came back of its transfer, and for none what
# it kept back.
MOVED = f"""
    sending as materialized (
        {entries("journal j", TRANSFER_KINDS, ASKED)}
    ), moved as materialized (
        select e.sequence, any_value(e.day) as day, i.order_id, p.beneficiary_id, p.purpose, p.currency,
               sum_minor({_SIGN} * x.amount_minor) as amount
        from sending e
        join payout p on p.id = e.subject_id
        join payout_item x on x.payout_id = p.id
        join payable_item i on i.id = x.payable_item_id
        where p.purpose in ('goods', 'premium')
        group by e.sequence, p.id, i.order_id
        union all
        select e.sequence, e.day, null, p.beneficiary_id, p.purpose, p.currency, {_SIGN} * -p.netted_minor
        from sending e
        join payout p on p.id = e.subject_id
        where p.purpose in ('goods', 'premium') and p.netted_minor > 0
        union all
        select e.sequence, e.day, f.order_id, p.beneficiary_id, p.purpose, p.currency, {_SIGN} * moved.amount
        from sending e
        join transfer_reversal v on v.id = e.subject_id
        join payout p on p.id = v.payout_id
        left join refund f on f.id = v.refund_id
        {_REVERSED}
        where p.purpose in ('goods', 'premium')
    )
"""


def _earlier(subject: str) -> str:
    """Earlier entries `e` about a subject, each looked up by itself: `offset 0` keeps the planner from reading all."""
    return f"""
        cross join lateral (
            {entries("journal j", TRANSFER_KINDS, f"j.subject_id = {subject} and j.sequence <= :after")} offset 0) e
    """


# Goods money that earlier entries moved for the orders `touched`.
MOVED_BEFORE = f"""
    select e.sequence, i.order_id, p.beneficiary_id, any_value(e.day) as day, p.currency,
           sum_minor({_SIGN} * x.amount_minor) as amount
    from touched t
    join payable_item i on i.order_id = t.order_id and i.purpose = 'goods'
    join payout_item x on x.payable_item_id = i.id
    join payout p on p.id = x.payout_id and p.purpose = 'goods'
    {_earlier("p.id")}
    group by e.sequence, p.id, i.order_id
    union all
    select e.sequence, f.order_id, p.beneficiary_id, e.day, p.currency, {_SIGN} * moved.amount
    from touched t
    join refund f on f.order_id = t.order_id
    join transfer_reversal v on v.refund_id = f.id
    join payout p on p.id = v.payout_id and p.purpose = 'goods'
    {_earlier("v.id")}
    {_REVERSED}
"""
TRANSFERS = f"""
    select sequence, order_ref, organisation_id, currency, booked_on,
           '{{' || concat_ws(', ', {measure("goods", "goods")}, '"days:' || days || '": ' || nullif(turn, 0),
                             {measure("premium", "premium")}, {measure("completed", "turn")}) || '}}' as amounts
    from (
        select sequence, order_ref, organisation_id, currency, day as booked_on, goods, 0 as premium, turn, days
        from running where (turn = 1 or turn = 0 and not is_sale) and sequence > :after
        union all
        -- No longer completed: it is taken from the days that it had been counted under.
        select sequence, order_ref, organisation_id, currency, day, goods, 0, turn, days_before
        from (
            select *, lag(days) over (partition by order_id, organisation_id order by sequence) as days_before
            from running
            where turn <> 0
              and (order_id, organisation_id) in (select order_id, organisation_id from running where turn = -1)
        ) turns
        where turn = -1 and sequence > :after
        union all
        select sequence, coalesce({reference("order_id")}, ''), beneficiary_id, currency, day,
               case purpose when 'goods' then amount end, case purpose when 'premium' then amount end, 0, null
        from moved where order_id is null or purpose = 'premium'
    ) transfers
"""
