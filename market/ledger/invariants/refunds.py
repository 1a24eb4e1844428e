"""Questions about what goes back to buyers, and what their banks take."""

from market.ledger.invariants.question import Question

QUESTIONS = (
    Question(
        "refund_exceeds_share",
        "More was refunded of a part of a price than the part.",
        """
        select b.id from breakdown_part b join refund_part r on r.breakdown_part_id = b.id
        join refund f on f.id = r.refund_id and f.state <> 'cancelled'
        group by b.id having abs(sum(r.amount_minor)) > abs(b.amount_minor)
        """,
    ),
    Question(
        "refund_parts_do_not_sum",
        "The parts of a refund are not its amount.",
        """
        select f.id from refund f left join refund_part r on r.refund_id = f.id
        where f.kind not in ('goodwill', 'late_payment')
        group by f.id
        having coalesce(sum(r.amount_minor), 0) <> f.amount_minor and (count(r.refund_id) > 0 or f.kind <> 'dashboard')
        """,
    ),
    Question(
        "refund_lines_do_not_sum",
        "The lines of a refund are not its amount.",
        """
        select f.id from refund f join refund_line l on l.refund_id = f.id
        group by f.id having sum(l.amount_minor) <> f.amount_minor
        """,
    ),
    Question(
        "whole_refund_leaves_a_rest",
        "Everything was refunded, and yet a part of the price has something left.",
        """
        select b.order_id as id
        from breakdown_part b
        left join (select r.breakdown_part_id, sum(r.amount_minor) as amount_minor
                   from refund_part r join refund f on f.id = r.refund_id and f.state <> 'cancelled' group by 1) given
             on given.breakdown_part_id = b.id
        group by b.order_id
        having sum(coalesce(given.amount_minor, 0)) = sum(b.amount_minor)
           and bool_or(coalesce(given.amount_minor, 0) <> b.amount_minor)
        """,
    ),
    Question(
        "more_refunded_than_paid",
        "More went back through Stripe than came.",
        """
        select p.id from payment p
        join refund f on f.payment_id = p.id and f.state in ('pending', 'succeeded') and f.kind <> 'dispute'
        where p.state = 'succeeded'
          and not exists (select from journal j where j.subject_id = f.id and j.kind = 'refund_settled_otherwise')
        group by p.id having sum(f.amount_minor) > p.amount_minor
        """,
    ),
    Question(
        "refunds_in_transit_are_not_the_refunds",
        "What is on its way to buyers is not the sum of the refunds on their way.",
        """
        select a.currency as id from ledger_account a
        where a.code = 'refunds:in_transit' and -a.balance_minor <> (
            select coalesce(sum(f.amount_minor), 0) from refund f
            where f.currency = a.currency and f.state = 'pending' and f.stripe_refund_id is null)
        """,
    ),
    Question(
        "customer_credit_is_not_the_refunds",
        "What buyers are still owed is not the sum of the refunds that came back.",
        """
        select a.currency as id from ledger_account a
        where a.code = 'customer:credit' and -a.balance_minor <> (
            select coalesce(sum(f.amount_minor), 0) from refund f
            where f.currency = a.currency and f.state = 'returned')
        """,
    ),
    Question(
        "dispute_not_booked",
        "The books have another amount in dispute than the dispute has moved.",
        """
        select d.id from dispute d
        where case d.status when 'lost' then 0 else d.withdrawn_minor - d.reinstated_minor end <> (
            select coalesce(sum(g.amount_minor), 0)
            from journal j join posting g on g.journal_id = j.id
            join ledger_account a on a.id = g.account_id and a.code = 'dispute:receivable'
            where j.subject_id = d.id)
        """,
    ),
)
