"""Questions about the books themselves."""

from market.ledger.invariants.question import Question

QUESTIONS = (
    Question(
        "entry_unbalanced",
        "An entry does not sum to nothing in a currency.",
        "select journal_id as id from posting group by journal_id, currency having sum(amount_minor) <> 0",
    ),
    Question(
        "entry_too_short",
        "An entry has fewer than two postings.",
        """
        select j.id from journal j left join posting p on p.journal_id = j.id group by j.id having count(p.id) < 2
        """,
    ),
    Question(
        "books_unbalanced",
        "All entries together do not sum to nothing in a currency.",
        "select currency as id from posting group by currency having sum(amount_minor) <> 0",
    ),
    Question(
        "balance_is_not_the_sum",
        "What an account shows is not the sum of its postings.",
        """
        select a.code || ' ' || a.currency as id
        from ledger_account a left join posting p on p.account_id = a.id
        group by a.id having a.balance_minor <> coalesce(sum(p.amount_minor), 0)
        """,
    ),
    Question(
        "account_overdrawn",
        "An account that may not be overdrawn is, by its postings.",
        """
        select a.code || ' ' || a.currency as id
        from ledger_account a join posting p on p.account_id = a.id
        where a.is_guarded group by a.id
        having case when a.kind in ('asset', 'expense') then sum(p.amount_minor) < 0 else sum(p.amount_minor) > 0 end
        """,
    ),
)
