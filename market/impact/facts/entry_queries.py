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
# The entries that a SELECT is about.
ASKED = "j.sequence > :after and j.sequence <= :upto"


def entries(rows: str, kinds: str, condition: str) -> str:
    """The same of the entries `j` of `rows` that are of these kinds, or take one of these back.

    In two halves, so that the planner counts entries by their kind: of what a join tells it knows too little.
    """
    day = "(j.effective_at at time zone 'UTC')::date as day"
    return f"""
        select j.id, j.sequence, {day}, j.kind, j.order_id, j.subject_id, 1 as direction
        from {rows} where j.kind in {kinds} and {condition}
        union all
        select j.id, j.sequence, {day}, undone.kind, undone.order_id, undone.subject_id, -1
        from {rows} join journal undone on undone.id = j.reverses_id
        where j.kind = 'correction' and undone.kind in {kinds} and {condition}
    """


def reference(order_id: str) -> str:
    """What stands for an order. Written out, since the database calls `order_reference` each time at five times the
    cost: it would not inline it."""
    return f"left(encode(sha256(convert_to('solifair order/' || {order_id}, 'UTF8')), 'hex'), 32)"


def measure(name: str, amount: str) -> str:
    """A measure as JSON has it, or null where it is nought."""
    return f"""'"{name}": ' || nullif({amount}, 0)"""


# What makes an order's parts more or less: who gets what of a price, or has to give it back.
SALE_KINDS = "('order_paid', 'refund', 'refund_released', 'dispute_charged', 'minimum_price_topup')"
SALE_SIGN = "e.direction * case when e.kind in ('refund', 'dispute_charged') then -1 else 1 end"

# A sale is at the fair price: what buyers give a fund on top, or a fund gives instead of them, is told of the fund.
OF_PRICE = "b.kind not in ('contribution', 'tier_support', 'tier_relief')"
# Each part of the price that an entry `e` of `event` gives or takes: of a line, or of a parcel's shipping.
PARTS = f"""
    select e.sequence, b.order_line_id, b.parcel_id, b.kind, {SALE_SIGN} * b.amount_minor as amount
    from event e join breakdown_part b on b.order_id = e.order_id
    where e.kind = 'order_paid' and {OF_PRICE}
    union all
    -- What the market bore itself was taken from nobody.
    select e.sequence, b.order_line_id, b.parcel_id, b.kind, {SALE_SIGN} * (r.amount_minor - r.borne_minor)
    from event e
    join refund_part r on r.refund_id = e.subject_id
    join breakdown_part b on b.id = r.breakdown_part_id
    where e.kind in ('refund', 'refund_released', 'dispute_charged') and {OF_PRICE}
    union all
    -- Put in by the market at the last look before a payout, as if it had been part of the price.
    select e.sequence, i.order_line_id, null, part.kind, {SALE_SIGN} * part.sign * abs(p.amount_minor)
    from event e
    join payable_item i on i.id = e.subject_id
    join posting p on p.journal_id = e.id
    join ledger_account a on a.id = p.account_id and a.code = 'min_price_topup'
    cross join (values ('minimum_price_topup', 1), ('minimum_price_subsidy', -1)) as part (kind, sign)
    where e.kind = 'minimum_price_topup'
"""
