"""Questions about what Stripe did and what the books say that it did."""

from market.ledger.invariants.question import Question

QUESTIONS = (
    Question(
        "operation_without_entry",
        "Stripe did something for us that is not in the books exactly once.",
        """
        select min(o.id) as id from stripe_operation o
        join (values ('transfer', 'transfer_sent'), ('reversal', 'transfer_reversed'), ('refund', 'refund_sent'))
             as booked (operation, journal) on booked.operation = o.kind
        where o.state = 'succeeded' group by o.subject_id, booked.journal
        having count(*) <> (
            select count(*) from journal j where j.subject_id = o.subject_id and j.kind = booked.journal)
        """,
    ),
    Question(
        "entry_without_operation",
        "The books say that Stripe sent or brought back money which no operation at Stripe has.",
        """
        select j.id from journal j
        left join payout p on p.id = j.subject_id
        left join refund f on f.id = j.subject_id
        left join transfer_reversal v on v.id = j.subject_id
        where j.kind in ('transfer_sent', 'refund_sent', 'transfer_reversed')
          and (p.rail is null or p.rail = 'stripe_connect')
          and (f.id is null or not (f.kind = 'dashboard' or f.business_key = f.stripe_refund_id))
          and (v.id is null or v.refund_id is not null)
          and not exists (select from stripe_operation o where o.subject_id = j.subject_id and o.state = 'succeeded')
        """,
    ),
    Question(
        "operation_stuck",
        "An operation at Stripe has had no known outcome for a day.",
        """
        select id from stripe_operation
        where state in ('pending', 'sending', 'unknown') and created_at < clock_timestamp() - interval '24 hours'
        """,
    ),
    Question(
        "event_stuck",
        "An event that Stripe was told we have has not been handled for a day.",
        """
        select account || '/' || id as id from stripe_event
        where handled_at is null and received_at < clock_timestamp() - interval '24 hours'
        """,
    ),
    Question(
        "transaction_unmatched",
        "Stripe has moved money for a day that is in no entry.",
        """
        select id from stripe_balance_transaction
        where journal_id is null and net_minor <> 0 and imported_at < clock_timestamp() - interval '24 hours'
        """,
    ),
)
