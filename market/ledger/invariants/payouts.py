"""Questions about what is owed, held, claimed, sent and brought back."""

from market.ledger.invariants.question import Question

QUESTIONS = (
    Question(
        "owed_is_not_the_items",
        "What the books owe an organisation is not the sum of what it has earned and nobody has claimed.",
        """
        select coalesce(i.code, a.code) || ' ' || coalesce(i.currency, a.currency) as id
        from (select owed_account(i.purpose, i.beneficiary_id) as code, i.currency,
                     sum(i.amount_minor - i.reduced_minor) as left_minor
              from payable_item i
              where i.hold_id is null and not exists (
                  select from payout_item c where c.payable_item_id = i.id and c.released_at is null)
              group by 1, 2) i
        full join (select code, currency, -balance_minor as owed_minor from ledger_account
                   where code ~ '^((producer|fund):[^:]+:payable|premium:[^:]+|federation:[^:]+:dues_payable)$') a
             on a.code = i.code and a.currency = i.currency
        where coalesce(i.left_minor, 0) <> coalesce(a.owed_minor, 0)
        """,
    ),
    Question(
        "held_is_not_the_items",
        "What is held of an organisation is not the sum of its items under holds.",
        """
        select coalesce(i.code, a.code) || ' ' || coalesce(i.currency, a.currency) as id
        from (select side_account(i.purpose, i.beneficiary_id, 'held') as code, i.currency,
                     sum(i.amount_minor - i.reduced_minor) as left_minor
              from payable_item i where i.hold_id is not null group by 1, 2) i
        full join (select code, currency, -balance_minor as owed_minor from ledger_account
                   where right(code, 5) = ':held') a
             on a.code = i.code and a.currency = i.currency
        where coalesce(i.left_minor, 0) <> coalesce(a.owed_minor, 0)
        """,
    ),
    Question(
        "held_item_claimed",
        "A payout has claimed something that is held.",
        """
        select i.id from payable_item i join payout_item c on c.payable_item_id = i.id and c.released_at is null
        where i.hold_id is not null
        """,
    ),
    Question(
        "hold_released_but_holding",
        "A hold was released and still holds something.",
        "select h.id from hold h join payable_item i on i.hold_id = h.id where h.released_at is not null",
    ),
    Question(
        "reductions_do_not_sum",
        "An item is reduced by another amount than was written down.",
        """
        select i.id from payable_item i left join payable_reduction r on r.payable_item_id = i.id
        group by i.id having i.reduced_minor <> coalesce(sum(r.amount_minor), 0)
        """,
    ),
    Question(
        "payout_without_claim",
        "A payout did not claim its amount from what was payable.",
        """
        select p.id from payout p where p.amount_minor <> (
            select coalesce(sum(-g.amount_minor), 0) from journal j
            join posting g on g.journal_id = j.id
            join ledger_account a on a.id = g.account_id
                 and a.code = 'producer:' || p.beneficiary_id || ':in_transit'
            where j.subject_id = p.id and j.kind = 'payout_claimed' and g.currency = p.currency)
        """,
    ),
    Question(
        "payout_end_not_booked",
        "A payout's end and the books differ: paid means sent, failed means given back, in transit means neither.",
        """
        select p.id from payout p
        where (case when p.state in ('paid', 'returned') then p.amount_minor else 0 end,
               case when p.state in ('failed', 'cancelled') then p.amount_minor else 0 end)
           <> (select coalesce(sum(g.amount_minor) filter (where j.kind = 'transfer_sent'), 0),
                      coalesce(sum(g.amount_minor) filter (where j.kind = 'payout_released'), 0)
               from journal j join posting g on g.journal_id = j.id
               join ledger_account a on a.id = g.account_id
                 and a.code = 'producer:' || p.beneficiary_id || ':in_transit'
               where j.subject_id = p.id and g.currency = p.currency)
           or (p.state = 'returned') <> exists (
               select from journal j where j.subject_id = p.id and j.kind = 'payout_returned')
        """,
    ),
    Question(
        "netting_not_booked",
        "A payout kept back another amount than the books settled of what was owed back.",
        """
        select p.id from payout p
        where p.netted_minor <> (
            select coalesce(sum(-g.amount_minor), 0) from journal j
            join posting g on g.journal_id = j.id
            join ledger_account a on a.id = g.account_id
                 and a.code = side_account(p.purpose, p.beneficiary_id, 'receivable')
            where j.subject_id = p.id and j.kind = 'payout_claimed' and g.currency = p.currency)
        """,
    ),
    Question(
        "in_transit_is_not_the_payouts",
        "What is in transit to an organisation is not the sum of its payouts in transit.",
        """
        select a.code || ' ' || a.currency as id from ledger_account a
        where a.code = 'producer:' || a.owner_id || ':in_transit' and -a.balance_minor <> (
            select coalesce(sum(p.amount_minor), 0) from payout p
            where p.beneficiary_id = a.owner_id and p.currency = a.currency and p.state = 'in_transit')
        """,
    ),
    Question(
        "payout_is_not_its_items",
        "A payout's amount is not the sum of the items it claimed, or it claimed somebody else's.",
        """
        select p.id from payout p
        left join payout_item c on c.payout_id = p.id
        left join payable_item i on i.id = c.payable_item_id
             and (i.beneficiary_id, i.purpose, i.currency) = (p.beneficiary_id, p.purpose, p.currency)
        group by p.id
        having coalesce(sum(c.amount_minor) filter (where i.id is not null), 0) <> p.gross_minor
            or count(*) filter (where c.payout_id is not null and i.id is null) > 0
        """,
    ),
    Question(
        "payout_claims_do_not_fit_its_end",
        "A payout that came to nothing keeps its items, or one that did not has let them go.",
        """
        select distinct p.id from payout p join payout_item c on c.payout_id = p.id
        where (c.released_at is not null) <> (p.state in ('failed', 'cancelled', 'returned'))
        """,
    ),
    Question(
        "item_claimed_twice",
        "Something earned once is claimed by two payouts.",
        """
        select payable_item_id as id from payout_item where released_at is null
        group by payable_item_id having count(*) > 1
        """,
    ),
    Question(
        "claim_is_not_what_was_left",
        "A payout has claimed another amount of an item than was left of it.",
        """
        select i.id from payable_item i join payout_item c on c.payable_item_id = i.id and c.released_at is null
        where c.amount_minor <> i.amount_minor - i.reduced_minor
        """,
    ),
    Question(
        "premium_used_otherwise",
        "Premium left its account for something else than a payout of premium, a refund, a hold or a correction.",
        """
        select j.id from journal j
        join posting g on g.journal_id = j.id and g.amount_minor > 0
        join ledger_account a on a.id = g.account_id and a.code ~ '^premium:[^:]+$'
        left join payout p on p.id = j.subject_id and p.purpose = 'premium'
        where j.kind not in ('refund', 'dispute_charged', 'held', 'correction')
          and not (j.kind = 'payout_claimed' and p.id is not null)
        """,
    ),
    Question(
        "reversals_in_transit_are_not_the_reversals",
        "What is on its way back from an organisation is not the sum of its reversals.",
        """
        select a.code || ' ' || a.currency as id from ledger_account a
        where right(a.code, 20) = ':reversal_in_transit' and a.balance_minor <> (
            select coalesce(sum(v.amount_minor), 0) from transfer_reversal v join payout p on p.id = v.payout_id
            where p.beneficiary_id = a.owner_id and v.currency = a.currency and v.state = 'pending')
        """,
    ),
    Question(
        "more_reversed_than_sent",
        "More of a transfer has come back than was sent.",
        """
        select p.id from payout p join transfer_reversal v on v.payout_id = p.id and v.state = 'succeeded'
        group by p.id having sum(v.amount_minor) > p.amount_minor
        """,
    ),
)
