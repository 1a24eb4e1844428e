"""SQL that sources of facts share: which entries of the books say something, also when they take another one back."""

# A correction says the opposite of the entry that it reverses, which is none itself. Complete with `where`, for `j` and
# `undone`.
ENTRY = """
    select j.id, j.sequence, (j.effective_at at time zone 'UTC')::date as day,
           coalesce(undone.kind, j.kind) as kind, coalesce(undone.order_id, j.order_id) as order_id,
           coalesce(undone.subject_id, j.subject_id) as subject_id,
           case when undone.id is null then 1 else -1 end as direction
"""
UNDONE = "left join journal undone on j.kind = 'correction' and undone.id = j.reverses_id"
KIND = "coalesce(undone.kind, j.kind)"

# What makes an order's parts more or less: who gets what of a price, or has to give it back.
SALE_KINDS = "('order_paid', 'refund', 'refund_released', 'dispute_charged', 'minimum_price_topup')"
SALE_SIGN = "e.direction * case when e.kind in ('refund', 'dispute_charged') then -1 else 1 end"

# A sale is at the fair price: what buyers give a fund on top, or a fund gives instead of them, is told of the fund.
FUND_KINDS = "array['contribution', 'tier_support', 'tier_relief']"
# Each part of the price that an entry `e` of `event` gives or takes: of a line, or of a parcel's shipping. It brings
# all of the entry with it: the planner takes a table of entries that it has just made for a short one, and would look
# through it for every part.
_OF_ENTRY = f"e.sequence, e.order_id, e.day, e.kind as said, e.direction, {SALE_SIGN} as sign"
PARTS = f"""
    select {_OF_ENTRY}, b.order_line_id, b.parcel_id, b.kind, {SALE_SIGN} * b.amount_minor as amount
    from event e join breakdown_part b on b.order_id = e.order_id
    where e.kind = 'order_paid' and b.kind <> all ({FUND_KINDS})
    union all
    -- What the market bore itself was taken from nobody.
    select {_OF_ENTRY}, b.order_line_id, b.parcel_id, b.kind, {SALE_SIGN} * (r.amount_minor - r.borne_minor)
    from event e
    join refund_part r on r.refund_id = e.subject_id
    join breakdown_part b on b.id = r.breakdown_part_id
    where e.kind in ('refund', 'refund_released', 'dispute_charged') and b.kind <> all ({FUND_KINDS})
    union all
    -- Put in by the market at the last look before a payout, as if it had been part of the price.
    select {_OF_ENTRY}, i.order_line_id, null, part.kind, {SALE_SIGN} * part.sign * abs(p.amount_minor)
    from event e
    join payable_item i on i.id = e.subject_id
    join posting p on p.journal_id = e.id
    join ledger_account a on a.id = p.account_id and a.code = 'min_price_topup'
    cross join (values ('minimum_price_topup', 1), ('minimum_price_subsidy', -1)) as part (kind, sign)
    where e.kind = 'minimum_price_topup'
"""
