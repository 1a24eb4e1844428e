"""SQL of transfer reversals."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.database import changed_rows
from kit.money import Money
from market.ledger.rules.payouts import ReversalFacts
from models.enums import PayoutPurpose
from models.payouts import TransferReversal

# The payouts that paid what a refund took back, as far as money of theirs is still out there.
_PAID_FOR = text(
    """
    with taken as (
        select b.order_id, b.order_line_id, b.beneficiary_id,
               case b.kind when 'premium' then 'premium' when 'federation_dues' then 'dues'
                           else 'goods' end as purpose,
               sum(r.receivable_minor)::bigint as receivable_minor
        from refund_part r join breakdown_part b on b.id = r.breakdown_part_id
        where r.refund_id = :refund_id and r.receivable_minor > 0 and b.beneficiary_id is not null
        group by 1, 2, 3, 4
    )
    select p.id as payout_id, p.beneficiary_id, p.purpose, p.currency, p.transfer_id,
           sum(t.receivable_minor)::bigint as wanted_minor,
           min(p.amount_minor) - coalesce((select sum(v.amount_minor) from transfer_reversal v
                                           where v.payout_id = p.id and v.state <> 'failed'), 0)::bigint as left_minor
    from taken t
    join payable_item i on i.order_id = t.order_id and i.beneficiary_id = t.beneficiary_id and i.purpose = t.purpose
                       and (i.order_line_id = t.order_line_id or i.order_line_id is null)
    join payout_item c on c.payable_item_id = i.id and c.released_at is null
    join payout p on p.id = c.payout_id and p.state = 'paid' and p.rail = 'stripe_connect'
    group by p.id order by p.id
    """
)
_ON_THEIR_WAY = text(
    """
    select exists (
        select from refund_part r
        join breakdown_part b on b.id = r.breakdown_part_id
        join payable_item i on i.order_id = b.order_id and i.beneficiary_id = b.beneficiary_id
        join payout_item c on c.payable_item_id = i.id and c.released_at is null
        join payout p on p.id = c.payout_id and p.state = 'in_transit' and p.rail = 'stripe_connect'
        where r.refund_id = :refund_id and r.receivable_minor > 0)
    """
)
_MARK_RECOVERED = text(
    "update refund set recovered_at = :now where id = :id and recovered_at is null and state <> 'cancelled'"
)
_UNRECOVERED = text(
    """
    select f.id from refund f
    where f.recovered_at is null and f.state <> 'cancelled'
      and exists (select from refund_part r where r.refund_id = f.id and r.receivable_minor > 0)
    order by f.id limit 200
    """
)
_FACTS = text(
    """
    select v.id, v.amount_minor, v.currency, p.beneficiary_id, p.purpose, f.order_id
    from transfer_reversal v join payout p on p.id = v.payout_id left join refund f on f.id = v.refund_id
    where v.id = :id
    """
)


@dataclass(frozen=True)
class PaidOut:
    """A transfer that paid for something that is to come back: how much is wanted of it, and how much is left of it."""

    payout_id: str
    beneficiary_id: str
    purpose: PayoutPurpose
    transfer_id: str
    wanted: Money
    left: Money


def is_on_its_way(session: Session, refund_id: str) -> bool:
    """Whether Stripe is being asked at this moment for a transfer of what the refund took back."""
    return bool(session.execute(_ON_THEIR_WAY, {"refund_id": refund_id}).scalar_one())


def mark_recovered(session: Session, refund_id: str, *, now: datetime) -> bool:
    """Whether this is the first time that anybody looks at what the refund had paid out; others wait and are second."""
    return changed_rows(session.execute(_MARK_RECOVERED, {"id": refund_id, "now": now})) > 0


def list_unrecovered(session: Session) -> list[str]:
    """Refunds of something paid out that nobody has looked at."""
    return list(session.execute(_UNRECOVERED).scalars())


def list_paid_for(session: Session, refund_id: str) -> list[PaidOut]:
    return [_paid_out(row) for row in session.execute(_PAID_FOR, {"refund_id": refund_id})]


def _paid_out(row: Row[tuple[object, ...]]) -> PaidOut:
    return PaidOut(
        row.payout_id,
        row.beneficiary_id,
        PayoutPurpose(row.purpose),
        row.transfer_id,
        Money(row.wanted_minor, row.currency),
        Money(row.left_minor, row.currency),
    )


def find_by_stripe_id(session: Session, stripe_reversal_id: str) -> TransferReversal | None:
    statement = select(TransferReversal).where(col(TransferReversal.stripe_reversal_id) == stripe_reversal_id)
    return session.execute(statement).scalar_one_or_none()


def has_live_reversals(session: Session, payout_id: str) -> bool:
    """Whether anything of the payout's transfer has come back, or may be coming."""
    statement = select(TransferReversal).where(
        col(TransferReversal.payout_id) == payout_id, col(TransferReversal.state) != "failed"
    )
    return session.execute(statement.limit(1)).scalar_one_or_none() is not None


def lock_reversal(session: Session, reversal_id: str) -> TransferReversal:
    statement = select(TransferReversal).where(col(TransferReversal.id) == reversal_id).with_for_update()
    return session.execute(statement.execution_options(populate_existing=True)).scalar_one()


def get_facts(session: Session, reversal_id: str) -> ReversalFacts:
    """A reversal as the books know it."""
    row = session.execute(_FACTS, {"id": reversal_id}).one()
    return ReversalFacts(
        reversal_id=row.id,
        order_id=row.order_id,
        beneficiary_id=row.beneficiary_id,
        purpose=PayoutPurpose(row.purpose),
        money=Money(row.amount_minor, row.currency),
    )


def insert_reversal(
    session: Session, *, payout_id: str, refund_id: str | None, money: Money, now: datetime
) -> TransferReversal:
    reversal = TransferReversal(
        payout_id=payout_id,
        refund_id=refund_id,
        amount_minor=money.minor,
        currency=money.currency,
        created_at=now,
    )
    session.add(reversal)
    session.flush()
    return reversal
