"""Questions about the money of funds: what came in, what it was used for, and what is kept aside."""

from market.ledger.invariants.question import Question

_FUND_ACCOUNT = "(a.code = 'solidarity:fund' or a.code ~ '^fund:fnd_[0-9a-z]+$')"

QUESTIONS = (
    Question(
        "fund_used_otherwise",
        "Money left a fund for something that its open books have no word for.",
        f"""
        select j.id from journal j
        join posting g on g.journal_id = j.id and g.amount_minor > 0
        join ledger_account a on a.id = g.account_id and {_FUND_ACCOUNT}
        where j.kind not in ('fund_disbursed', 'fund_admin', 'fund_promised', 'refund', 'refund_released',
                             'dispute_charged', 'fund_placed', 'correction')
          and not (j.kind = 'order_paid' and exists (
              select from breakdown_part b where b.order_id = j.order_id and b.kind = 'tier_relief'))
        """,
    ),
    Question(
        "fund_promise_is_not_the_orders",
        "What a fund keeps aside is not what it promised orders that wait for their payment.",
        """
        select coalesce(a.code, o.code) || ' ' || coalesce(a.currency, o.currency) as id
        from (select code, currency, -balance_minor as minor from ledger_account where right(code, 9) = ':promised') a
        full join (select b.account_code || ':promised' as code, o.currency, -sum(b.amount_minor) as minor
                   from customer_order o join breakdown_part b on b.order_id = o.id and b.kind = 'tier_relief'
                   where o.state = 'placed' group by 1, 2) o
             on o.code = a.code and o.currency = a.currency
        where coalesce(a.minor, 0) <> coalesce(o.minor, 0)
        """,
    ),
    Question(
        "grant_is_not_owed",
        "A fund gave something that nobody was owed, or owes more than it gave.",
        """
        select coalesce(e.key, i.key) as id
        from (select j.idempotency_key as key, sum(g.amount_minor) as minor
              from journal j join posting g on g.journal_id = j.id and g.amount_minor > 0
              where j.kind = 'fund_disbursed' group by j.id) e
        full join (select source_key as key, amount_minor as minor from payable_item where source = 'fund') i
             on i.key = e.key
        where e.minor is distinct from i.minor
        """,
    ),
    Question(
        "units_do_not_add_up",
        "Members hold other units of a fund than were paid for and not given back, or gave notice of others.",
        """
        select coalesce(h.fund_id, m.fund_id) || ' ' || coalesce(h.holder_id, m.holder_id) as id
        from unit_holding h
        full join (select fund_id, holder_id, sum(units) as units, sum(noticed) as noticed
                   from (select fund_id, holder_id, units, 0 as noticed from unit_issue
                         union all
                         select fund_id, holder_id, case when redeemed_at is null then 0 else -units end,
                                case when redeemed_at is null then units else 0 end from unit_notice) one
                   group by fund_id, holder_id) m on m.fund_id = h.fund_id and m.holder_id = h.holder_id
        where h.units is distinct from m.units or h.noticed is distinct from m.noticed
        """,
    ),
    Question(
        "units_are_not_in_the_books",
        "Units were paid for, or paid back, that the books do not know, with just that money.",
        """
        select u.id
        from (select id, 'fund:' || fund_id || ':paid_in:units:' || reference as key, amount_minor from unit_issue
              union all
              select id, 'fund:' || fund_id || ':disbursed:' || id, amount_minor from unit_notice
              where redeemed_at is not null) u
        left join journal j on j.idempotency_key = u.key
        left join posting g on g.journal_id = j.id and g.amount_minor > 0
        where g.amount_minor is distinct from u.amount_minor
        """,
    ),
)
