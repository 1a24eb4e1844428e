"""Questions about orders, their prices, the stock, and what they earned whom."""

from market.ledger.invariants.question import Question

QUESTIONS = (
    Question(
        "order_parts_do_not_sum",
        "The parts of an order's price are not its total.",
        """
        select o.id from customer_order o left join breakdown_part b on b.order_id = o.id
        group by o.id having coalesce(sum(b.amount_minor), 0) <> o.total_minor
        """,
    ),
    Question(
        "paid_order_not_booked",
        "A paid order is not in the books with its whole total, once.",
        """
        select o.id from customer_order o
        where o.state in ('paid', 'refunded') and 1 <> (
            select count(*) from journal j
            join posting p on p.journal_id = j.id
            join ledger_account a on a.id = p.account_id and a.code = 'stripe:pending'
            where j.order_id = o.id and j.kind = 'order_paid' and p.currency = o.currency
              and p.amount_minor = o.total_minor)
        """,
    ),
    Question(
        "unpaid_order_booked",
        "The books call an order paid that is not.",
        """
        select o.id from customer_order o join journal j on j.order_id = o.id and j.kind = 'order_paid'
        where o.state not in ('paid', 'refunded')
        """,
    ),
    Question(
        "order_booked_otherwise_than_shown",
        "An account got another share of an order than its frozen breakdown says.",
        """
        select coalesce(order_id, 'no order') as id from (
            select b.order_id, b.account_code, o.currency, b.amount_minor
            from breakdown_part b join customer_order o on o.id = b.order_id
            where o.state in ('paid', 'refunded')
            union all
            select j.order_id, a.code, p.currency, p.amount_minor
            from journal j join posting p on p.journal_id = j.id join ledger_account a on a.id = p.account_id
            where j.kind = 'order_paid' and a.code <> 'stripe:pending'
        ) as both_sides group by order_id, account_code, currency having sum(amount_minor) <> 0
        """,
    ),
    Question(
        "payment_is_not_the_order",
        "A payment succeeded for another amount than its order, or for an order that is not paid.",
        """
        select p.id from payment p join customer_order o on o.id = p.order_id
        where p.state = 'succeeded' and ((p.amount_minor, p.currency) <> (o.total_minor, o.currency)
                                         or o.state not in ('paid', 'refunded'))
        """,
    ),
    Question(
        "paid_order_owes_nobody",
        "A paid order's shares are not what was written down as earned.",
        """
        select order_id as id from (
            select b.order_id, b.beneficiary_id,
                   case b.kind when 'premium' then 'premium' when 'federation_dues' then 'dues'
                               else 'goods' end as purpose,
                   b.amount_minor
            from breakdown_part b join customer_order o on o.id = b.order_id
            where o.state in ('paid', 'refunded') and b.beneficiary_id is not null
              and b.kind in ('producer', 'minimum_price_topup', 'premium', 'federation_dues')
            union all
            select order_id, beneficiary_id, purpose, -amount_minor from payable_item where source in ('line', 'order')
        ) as both_sides group by order_id, beneficiary_id, purpose having sum(amount_minor) <> 0
        """,
    ),
    Question(
        "line_below_minimum_price",
        "A payout took a line's goods for less than the minimum price that was frozen with it, and nothing was added.",
        """
        select i.order_line_id as id from payable_item i
        join payout_item c on c.payable_item_id = i.id and c.released_at is null
        left join payable_item t on t.source_key = 'topup:' || i.id
        where i.source = 'line' and i.purpose = 'goods' and i.floor_minor > i.amount_minor
          and coalesce(t.amount_minor, 0) * i.amount_minor < (i.floor_minor - i.amount_minor) * c.amount_minor
        """,
    ),
    Question(
        "promotion_used_too_often",
        "A promotion was used more often than it may be.",
        """
        select p.id from promotion p join promotion_use u on u.promotion_id = p.id
        where p.max_uses is not null group by p.id having count(*) > p.max_uses
        """,
    ),
    Question(
        "stock_reserved_is_not_held",
        "A variant has another number reserved than its open orders hold.",
        """
        select s.variant_id as id from stock s
        where s.reserved <> (select coalesce(sum(r.quantity), 0) from reservation r
                             where r.variant_id = s.variant_id and r.state = 'held')
        """,
    ),
)
