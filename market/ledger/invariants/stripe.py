"""Questions about what Stripe did and what the books say that it did."""

from market.ledger.invariants.question import Question

_A_DAY_AGO = "coalesce(%(now)s::timestamptz, clock_timestamp()) - interval '24 hours'"

QUESTIONS = (
    Question(
        "operation_without_entry",
        "Stripe did something for us that is not in the books exactly once.",
        """
        select o.id from stripe_operation o
        where o.state = 'succeeded'
          and (not exists (select from journal j where j.idempotency_key = case o.kind
                   when 'transfer' then 'payout:' || o.subject_id || ':sent'
                   when 'reversal' then 'reversal:' || o.subject_id || ':done'
                   else 'refund:' || o.subject_id || ':sent:' || o.stripe_id end)
               or exists (select from stripe_operation d
                          where d.subject_id = o.subject_id and d.kind = o.kind and d.state = 'succeeded'
                            and d.id <> o.id and (o.kind <> 'refund' or d.stripe_id = o.stripe_id)))
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
          and (p.id is null or p.rail = 'stripe_connect')
          and (v.id is null or v.refund_id is not null)
          and (f.id is null or j.idempotency_key <> 'refund:' || f.id || ':sent:' || f.business_key)
          and not exists (select from stripe_operation o where o.subject_id = j.subject_id and o.state = 'succeeded'
                          and (f.id is null or j.idempotency_key = 'refund:' || f.id || ':sent:' || o.stripe_id))
        """,
    ),
    Question(
        "operation_stuck",
        "An operation at Stripe has had no known outcome for a day.",
        f"""
        select id from stripe_operation
        where state in ('pending', 'sending', 'unknown') and created_at < {_A_DAY_AGO}
        """,
    ),
    Question(
        "event_stuck",
        "An event that Stripe was told we have has not been handled for a day.",
        f"""
        select account || '/' || id as id from stripe_event
        where handled_at is null and received_at < {_A_DAY_AGO}
        """,
    ),
    Question(
        "transaction_unmatched",
        "Stripe has moved money for a day that is in no entry.",
        f"""
        select id from stripe_balance_transaction
        where journal_id is null and net_minor <> 0 and imported_at < {_A_DAY_AGO}
        """,
    ),
)
