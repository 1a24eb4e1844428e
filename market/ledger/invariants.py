"""Questions to the books whose answer must be: nobody. Read-only; safe on production and on a restored copy."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

_MOST_IDS = 20


@dataclass(frozen=True)
class Violation:
    """Something that must never be: its name, what it means, and the first of those it concerns."""

    name: str
    sentence: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A statement that selects the `id` of each offender."""

    name: str
    sentence: str
    sql: str


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
        "refund_exceeds_share",
        "More was refunded of a part of a price than the part.",
        """
        select b.id from breakdown_part b join refund_part r on r.breakdown_part_id = b.id
        join refund f on f.id = r.refund_id and f.state not in ('failed', 'cancelled')
        group by b.id having sum(r.amount_minor) > b.amount_minor
        """,
    ),
    Question(
        "refund_parts_do_not_sum",
        "The parts of a refund are not its amount.",
        """
        select f.id from refund f left join refund_part r on r.refund_id = f.id
        group by f.id having coalesce(sum(r.amount_minor), 0) <> f.amount_minor
        """,
    ),
    Question(
        "operation_without_entry",
        "Stripe did something for us that is not in the books exactly once.",
        """
        select o.id from stripe_operation o
        join (values ('transfer', 'transfer_sent'), ('reversal', 'transfer_reversed'), ('refund', 'refund'))
             as booked (operation, journal) on booked.operation = o.kind
        left join journal j on j.subject_id = o.subject_id and j.kind = booked.journal
        where o.state = 'succeeded' group by o.id having count(j.id) <> 1
        """,
    ),
    Question(
        "entry_without_operation",
        "The books say that a transfer was sent which no operation at Stripe has sent.",
        """
        select j.id from journal j join payout p on p.id = j.subject_id and p.rail = 'stripe_connect'
        where j.kind = 'transfer_sent' and not exists (
            select from stripe_operation o
            where o.subject_id = p.id and o.kind = 'transfer' and o.state = 'succeeded')
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
        where (case p.state when 'paid' then p.amount_minor else 0 end,
               case when p.state in ('failed', 'cancelled') then p.amount_minor else 0 end)
           <> (select coalesce(sum(g.amount_minor) filter (where j.kind = 'transfer_sent'), 0),
                      coalesce(sum(g.amount_minor) filter (where j.kind = 'payout_released'), 0)
               from journal j join posting g on g.journal_id = j.id
               join ledger_account a on a.id = g.account_id
                 and a.code = 'producer:' || p.beneficiary_id || ':in_transit'
               where j.subject_id = p.id and g.currency = p.currency)
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
        group by p.id having coalesce(sum(i.amount_minor), 0) <> p.amount_minor
        """,
    ),
    Question(
        "payout_claims_do_not_fit_its_end",
        "A payout that failed keeps its items, or one that did not has let them go.",
        """
        select distinct p.id from payout p join payout_item c on c.payout_id = p.id
        where (c.released_at is not null) <> (p.state in ('failed', 'cancelled'))
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
        "paid_order_owes_nobody",
        "A paid order's shares of a producer are not what was written down as payable.",
        """
        select order_id as id from (
            select b.order_id, b.beneficiary_id, case b.kind when 'premium' then 'premium' else 'goods' end as purpose,
                   b.amount_minor
            from breakdown_part b join customer_order o on o.id = b.order_id
            where o.state in ('paid', 'refunded') and b.kind in ('producer', 'premium')
            union all
            select order_id, beneficiary_id, purpose, -amount_minor from payable_item
            where purpose in ('goods', 'premium')
        ) as both_sides group by order_id, beneficiary_id, purpose having sum(amount_minor) <> 0
        """,
    ),
    Question(
        "premium_used_otherwise",
        "Premium left its account for something else than a payout of premium, a refund or a correction.",
        """
        select j.id from journal j
        join posting g on g.journal_id = j.id and g.amount_minor > 0
        join ledger_account a on a.id = g.account_id and starts_with(a.code, 'premium:')
        left join payout p on p.id = j.subject_id and p.purpose = 'premium'
        where j.kind not in ('refund', 'correction') and not (j.kind = 'payout_claimed' and p.id is not null)
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


def verify_ledger(session: Session) -> list[Violation]:
    """Ask every question; the list is empty when the books are in order. Each violation names at most twenty."""
    found = []
    for question in QUESTIONS:
        # Sent as written: the colons in account codes are no parameters.
        asked = f"select id from ({question.sql}) as offender order by id limit {_MOST_IDS}"
        rows = session.connection().exec_driver_sql(asked)
        if ids := tuple(row.id for row in rows):
            found.append(Violation(question.name, question.sentence, ids))
    return found
