"""SQL of receipts: what was really moved of an order's money, and the facts that it gave rise to."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.money import Money
from market.impact.receipts.rules import BookedFact, Movement, MovementKind
from models.enums import PayoutPurpose, PayoutRail

# A payout that came back was sent before; the money that it carried was owed again from then on.
_MOVEMENTS = text(
    """
    with claimed as (
        select y.id, y.beneficiary_id, y.purpose, y.rail, y.state, y.paid_at, y.currency,
               sum(c.amount_minor)::bigint as amount_minor, max(c.released_at) as released_at
        from payable_item i join payout_item c on c.payable_item_id = i.id join payout y on y.id = c.payout_id
        where i.order_id = :order_id and y.state in ('paid', 'returned') and y.paid_at is not null
        group by y.id
    )
    select 'sent' as kind, beneficiary_id, purpose, rail, paid_at as at, amount_minor, currency from claimed
    union all
    select 'came_back', beneficiary_id, purpose, rail, released_at, amount_minor, currency from claimed
    where state = 'returned' and released_at is not null
    union all
    select 'reversed', y.beneficiary_id, y.purpose, y.rail, v.settled_at, v.amount_minor, v.currency
    from refund f join transfer_reversal v on v.refund_id = f.id join payout y on y.id = v.payout_id
    where f.order_id = :order_id and v.state = 'succeeded' and v.settled_at is not null
    order by at, beneficiary_id, purpose, kind
    """
)

# A statement holds the facts of its days up to the entry that it knows.
_FACTS = text(
    """
    select f.entry, f.booked_on, f.leaf, s.id as statement_id
    from impact_fact f
    left join lateral (
        select id from impact_statement
        where subject_kind = 'market' and state = 'ready' and as_of_entry >= f.entry
          and period_start <= f.booked_on::timestamp at time zone 'UTC'
          and period_end > f.booked_on::timestamp at time zone 'UTC'
        order by id desc limit 1
    ) s on true
    where f.order_ref = :order_ref order by f.entry, f.ordinal
    """
)


def list_movements(session: Session, order_id: str) -> tuple[Movement, ...]:
    """Every movement in the order in which they were made."""
    return tuple(
        Movement(
            kind=MovementKind(row.kind),
            party_id=row.beneficiary_id,
            purpose=PayoutPurpose(row.purpose),
            rail=PayoutRail(row.rail),
            at=row.at,
            amount=Money(row.amount_minor, row.currency),
        )
        for row in session.execute(_MOVEMENTS, {"order_id": order_id})
    )


def list_facts(session: Session, order_ref: str) -> tuple[BookedFact, ...]:
    """Every fact of the order that is written so far, in the order of the books."""
    rows = session.execute(_FACTS, {"order_ref": order_ref})
    return tuple(BookedFact(row.entry, row.booked_on, bytes(row.leaf), row.statement_id) for row in rows)
