"""SQL of the records of funds in a statement: what moved in its period, and what each fund had at its last entry.

What a fund got and gave is told by fund and period, not by entry as facts are: a fact of an order would tell its
producer, who knows the order, what its buyer added or was helped with. Funds are told of everybody, or of the
organisations that own them; of orders none.
"""

from sqlalchemy import text

from market.impact.facts.entry_queries import ENTRY, KIND, SALE_KINDS, SALE_SIGN, UNDONE

_OURS = """
    cast(:order_refs as text[]) is null
    and (cast(:organisation_ids as text[]) is null or f.owner_id = any(cast(:organisation_ids as text[])))
"""
_PERIOD = """
    j.sequence <= :as_of and j.effective_at >= cast(:start as date)::timestamp at time zone 'UTC'
    and j.effective_at < cast(:end as date)::timestamp at time zone 'UTC'
"""
# What is kept aside for orders that wait, or sits elsewhere, is still the fund's. Entries have one leg for all that an
# order means to it: what it pays of prices is found in their parts, and the rest is what came in. A correction is the
# opposite of what it takes back.
FUND = text(
    f"""
    with relief as (
        select part.account_code, sum(part.given) as given
        from (
            select b.account_code, {SALE_SIGN} * -b.amount_minor as given
            from ({ENTRY} from journal j {UNDONE} where {_PERIOD} and {KIND} = 'order_paid') e
            join breakdown_part b on b.order_id = e.order_id and b.kind = 'tier_relief'
            union all
            select b.account_code, {SALE_SIGN} * -(r.amount_minor - r.borne_minor)
            from ({ENTRY} from journal j {UNDONE} where {_PERIOD} and {KIND} in {SALE_KINDS}) e
            join refund_part r on r.refund_id = e.subject_id
            join breakdown_part b on b.id = r.breakdown_part_id and b.kind = 'tier_relief'
            where e.kind in ('refund', 'refund_released', 'dispute_charged')
        ) part
        group by part.account_code
    ), moved as (
        select f.id, f.currency, f.account_code, coalesce(sum(-p.amount_minor), 0) as net,
               coalesce(sum(p.amount_minor) filter (where {KIND} = 'fund_disbursed'), 0) as disbursed,
               coalesce(sum(p.amount_minor) filter (where {KIND} = 'fund_admin'), 0) as admin
        from fund f
        join ledger_account a on a.code = f.account_code and a.currency = f.currency
        join posting p on p.account_id = a.id
        join journal j on j.id = p.journal_id
        {UNDONE}
        where {_OURS} and {_PERIOD} and {KIND} not in ('fund_promised', 'fund_promise_released', 'fund_placed')
        group by f.id
    )
    select jsonb_build_object('fund', m.id, 'currency', m.currency) as words,
           jsonb_build_object('in', (m.net + m.disbursed + m.admin + coalesce(r.given, 0))::bigint,
                              'out', (m.disbursed + coalesce(r.given, 0))::bigint, 'admin', m.admin::bigint) as numbers
    from moved m left join relief r on r.account_code = m.account_code
    """
)
FUND_BALANCE = text(
    f"""
    select jsonb_build_object('fund', f.id, 'currency', f.currency) as words,
           jsonb_build_object('amount', -sum(p.amount_minor)::bigint) as numbers
    from fund f
    join ledger_account a on a.code in (f.account_code, f.account_code || '\\:promised', f.account_code || '\\:placed')
         and a.currency = f.currency
    join posting p on p.account_id = a.id
    join journal j on j.id = p.journal_id
    where {_OURS} and j.sequence <= :as_of
    group by f.id
    """
)
