"""Questions about money that funds sent ahead, and about where their idle money sits."""

from market.ledger.invariants.question import Question

QUESTIONS = (
    Question(
        "prefinance_is_not_what_is_owed",
        "What the books say an organisation owes of prefinance is not what its prefinance says.",
        """
        select coalesce(a.code, f.code) || ' ' || coalesce(a.currency, f.currency) as id
        from (select code, currency, balance_minor as minor from ledger_account
              where right(code, 12) = ':outstanding') a
        full join (select 'prefinance:' || organisation_id || ':outstanding' as code, currency,
                          sum(outstanding_minor) as minor
                   from prefinance group by 1, 2) f on f.code = a.code and f.currency = a.currency
        where coalesce(a.minor, 0) <> coalesce(f.minor, 0)
        """,
    ),
    Question(
        "lent_is_not_what_is_owed",
        "What a fund is owed of the money that it sent ahead is not what producers owe it.",
        """
        select coalesce(a.code, f.code) || ' ' || coalesce(a.currency, f.currency) as id
        from (select code, currency, -balance_minor as minor from ledger_account where right(code, 5) = ':lent') a
        full join (select 'fund:' || fund_id || ':lent' as code, currency, sum(outstanding_minor) as minor
                   from prefinance group by 1, 2) f on f.code = a.code and f.currency = a.currency
        where coalesce(a.minor, 0) <> coalesce(f.minor, 0)
        """,
    ),
    Question(
        "repayments_do_not_sum",
        "What is left of a prefinance and what came back of it are not what was granted.",
        """
        select f.id from prefinance f
        left join prefinance_repayment r on r.prefinance_id = f.id
        where f.state in ('granted', 'repaid')
        group by f.id
        having f.amount_minor <> f.outstanding_minor + coalesce(sum(r.principal_minor), 0)
            or f.interest_paid_minor <> coalesce(sum(r.interest_minor), 0)
        """,
    ),
    Question(
        "placement_not_booked",
        "What a fund has in a place is not what the books have there.",
        """
        select coalesce(a.code, m.code) || ' ' || coalesce(a.currency, m.currency) as id
        from (select code, currency, balance_minor as minor from ledger_account where left(code, 6) = 'place:') a
        full join (select 'place:' || place_id || ':' || fund_id as code, currency, sum(amount_minor) as minor
                   from fund_placement group by 1, 2) m on m.code = a.code and m.currency = a.currency
        where coalesce(a.minor, 0) <> coalesce(m.minor, 0)
        """,
    ),
    Question(
        "placed_is_not_set_apart",
        "What a fund cannot spend because it sits elsewhere is not what sits there.",
        """
        select coalesce(a.code, m.code) || ' ' || coalesce(a.currency, m.currency) as id
        from (select code, currency, -balance_minor as minor from ledger_account where right(code, 7) = ':placed') a
        full join (select coalesce(f.account_code || ':placed', m.fund_id) as code, m.currency,
                          sum(m.amount_minor) as minor
                   from fund_placement m left join fund f on f.id = m.fund_id group by 1, 2) m
             on m.code = a.code and m.currency = a.currency
        where coalesce(a.minor, 0) <> coalesce(m.minor, 0)
        """,
    ),
)
