"""SQL of an order's story: one statement for each kind of fact."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Row, TextClause, text
from sqlalchemy.orm import Session

from kit.money import Money
from market.payouts.story.facts import (
    ClaimTold,
    DisputeTold,
    EntryTold,
    HoldTold,
    LineTold,
    MailTold,
    OrderFacts,
    OrderTold,
    ParcelTold,
    PartTold,
    PaymentTold,
    RefundTold,
    ReturnTold,
    ReversalTold,
    StandTold,
    TakenTold,
)
from models.enums import MailKind, MailState

Fact = TypeVar("Fact")

_ORDER = text(
    """
    select id, state, country, currency, goods_minor, shipping_minor, discount_minor, total_minor, placed_at, paid_at,
           closed_at
    from customer_order where id = :order_id
    """
)
_LINES = text(
    """
    select l.id, l.parcel_id, l.quantity, l.name, l.variant_label, o.name as producer, l.amount_minor, b.kind,
           p.name as beneficiary, b.amount_minor as part_minor, b.rule_id,
           coalesce((select sum(r.quantity) from refund_line r join refund f on f.id = r.refund_id
                     where r.order_line_id = l.id and f.state <> 'cancelled'), 0)::int as units_back
    from order_line l join organisation o on o.id = l.producer_id
    join breakdown_part b on b.order_line_id = l.id left join organisation p on p.id = b.beneficiary_id
    where l.order_id = :order_id order by l.id, b.amount_minor desc, b.id
    """
)
_PAYMENT = text(
    """
    select id, state, flow, amount_minor, currency, fee_minor, net_minor, settlement_currency, charge_id, created_at,
           succeeded_at, available_at, failure_code
    from payment where order_id = :order_id
    """
)
_PARCELS = text(
    """
    select p.id, o.name as producer, p.state, p.shipping_minor, p.tracking, p.shipped_at, p.delivered_at
    from parcel p join organisation o on o.id = p.producer_id where p.order_id = :order_id order by p.id
    """
)
_MAILS = text(
    """
    select id, kind, about, language, state, tries, created_at, written_at, sent_at, given_up_at
    from mail
    where about = any(array(select :order_id union all select p.id from parcel p where p.order_id = :order_id))
    order by id
    """
)
_CLAIMS = text(
    """
    select y.id as payout_id, o.name as beneficiary, y.purpose, y.rail, y.state, r.period, y.currency,
           sum(c.amount_minor)::bigint as of_order_minor, y.amount_minor, y.netted_minor, y.transfer_id,
           y.bank_reference, y.failure, y.created_at, y.paid_at, max(c.released_at) as released_at
    from payable_item i join payout_item c on c.payable_item_id = i.id join payout y on y.id = c.payout_id
    join payout_run r on r.id = y.run_id join organisation o on o.id = y.beneficiary_id
    where i.order_id = :order_id group by y.id, o.name, r.period order by y.id
    """
)
_REFUNDS = text(
    """
    select f.id, f.kind, f.state, f.amount_minor, f.liable, f.reason, f.failure, f.stripe_refund_id, f.created_at,
           f.settled_at, b.kind as part_kind, o.name as beneficiary, sum(p.amount_minor)::bigint as part_minor,
           sum(p.owed_minor)::bigint as owed_minor, sum(p.receivable_minor)::bigint as receivable_minor,
           sum(p.borne_minor)::bigint as borne_minor
    from refund f left join refund_part p on p.refund_id = f.id left join breakdown_part b on b.id = p.breakdown_part_id
    left join organisation o on o.id = b.beneficiary_id
    where f.order_id = :order_id group by f.id, b.kind, o.name order by f.id, part_minor desc, b.kind, o.name
    """
)
_REVERSALS = text(
    """
    select v.id, v.payout_id, o.name as beneficiary, v.amount_minor, v.currency, v.state, v.stripe_reversal_id,
           v.failure, v.created_at, v.settled_at
    from transfer_reversal v join refund f on f.id = v.refund_id join payout y on y.id = v.payout_id
    join organisation o on o.id = y.beneficiary_id where f.order_id = :order_id order by v.id
    """
)
_DISPUTES = text(
    """
    select id, stripe_dispute_id, status, reason, amount_minor, withdrawn_minor, reinstated_minor, charged_to,
           created_at, closed_at
    from dispute where order_id = :order_id order by id
    """
)
_HOLDS = text(
    """
    select id, reason, note, placed_at, released_at, release_note from hold where order_id = :order_id order by id
    """
)
_RETURNS = text(
    """
    select r.id, o.name as producer, r.state, sum(l.quantity)::int as units, r.reason, r.answer, r.requested_at,
           r.decided_at, r.received_at
    from return_request r join parcel p on p.id = r.parcel_id join organisation o on o.id = p.producer_id
    join return_line l on l.return_id = r.id where r.order_id = :order_id group by r.id, o.name order by r.id
    """
)
_STANDS = text(
    """
    with item as (
        select i.beneficiary_id, i.purpose, i.amount_minor, i.reduced_minor,
               i.amount_minor - i.reduced_minor as left_minor, i.hold_id, y.state,
               (select coalesce(sum(d.amount_minor), 0) from payable_reduction d
                where d.payable_item_id = i.id and d.remainder_item_id is not null) as carried_minor,
               (select coalesce(sum(d.amount_minor), 0) from payable_reduction d
                where d.payable_item_id = i.id and d.repayment_id is not null) as repaid_minor
        from payable_item i
        left join payout_item c on c.payable_item_id = i.id and c.released_at is null
        left join payout y on y.id = c.payout_id
        where i.order_id = :order_id
    )
    select o.name as beneficiary, item.purpose, sum(item.amount_minor - carried_minor)::bigint as earned_minor,
           sum(reduced_minor - carried_minor - repaid_minor)::bigint as given_back_minor,
           sum(repaid_minor)::bigint as repaid_minor,
           coalesce(sum(left_minor) filter (where state is null and hold_id is null), 0)::bigint as waiting_minor,
           coalesce(sum(left_minor) filter (where state is null and hold_id is not null), 0)::bigint as held_minor,
           coalesce(sum(left_minor) filter (where state = 'in_transit'), 0)::bigint as claimed_minor,
           coalesce(sum(left_minor) filter (where state = 'paid'), 0)::bigint as arrived_minor
    from item join organisation o on o.id = item.beneficiary_id
    group by o.name, item.purpose order by o.name, item.purpose
    """
)
_ENTRIES = text(
    """
    select j.id, j.kind, j.effective_at as at, j.note, a.code, p.amount_minor, a.currency
    from journal j join posting p on p.journal_id = j.id join ledger_account a on a.id = p.account_id
    where j.order_id = :order_id order by j.kind <> 'order_paid', j.sequence, p.amount_minor desc, a.code
    """
)


def read_facts(session: Session, order_id: str) -> OrderFacts | None:
    """Everything that is known of an order; None when there is none."""
    asked = {"order_id": order_id}
    order = session.execute(_ORDER, asked).one_or_none()
    if order is None:
        return None
    payment = session.execute(_PAYMENT, asked).one_or_none()
    return OrderFacts(
        order=OrderTold(**order._mapping),
        lines=_grouped(session, _LINES, order_id, _line),
        payment=PaymentTold(**payment._mapping) if payment else None,
        parcels=_all(session, _PARCELS, order_id, lambda row: ParcelTold(**row._mapping)),
        mails=_all(session, _MAILS, order_id, _mail),
        claims=_all(session, _CLAIMS, order_id, _claim),
        refunds=_grouped(session, _REFUNDS, order_id, _refund),
        reversals=_all(session, _REVERSALS, order_id, _reversal),
        disputes=_all(session, _DISPUTES, order_id, lambda row: DisputeTold(**row._mapping)),
        holds=_all(session, _HOLDS, order_id, lambda row: HoldTold(**row._mapping)),
        returns=_all(session, _RETURNS, order_id, lambda row: ReturnTold(**row._mapping)),
        stands=_all(session, _STANDS, order_id, lambda row: StandTold(**row._mapping)),
        entries=_grouped(session, _ENTRIES, order_id, _entry),
    )


def _all(session: Session, statement: TextClause, order_id: str, make: Callable[[Row[Any]], Fact]) -> tuple[Fact, ...]:
    return tuple(make(row) for row in session.execute(statement, {"order_id": order_id}))


def _grouped(
    session: Session, statement: TextClause, order_id: str, make: Callable[[Sequence[Row[Any]]], Fact]
) -> tuple[Fact, ...]:
    rows = session.execute(statement, {"order_id": order_id})
    return tuple(make(list(group)) for _, group in groupby(rows, key=lambda row: row.id))


def _line(rows: Sequence[Row[Any]]) -> LineTold:
    first = rows[0]
    parts = tuple(PartTold(row.kind, row.beneficiary, row.part_minor, row.rule_id) for row in rows)
    return LineTold(
        id=first.id,
        parcel_id=first.parcel_id,
        quantity=first.quantity,
        units_back=first.units_back,
        name=first.name,
        variant_label=first.variant_label,
        producer=first.producer,
        amount_minor=first.amount_minor,
        parts=parts,
    )


def _mail(row: Row[Any]) -> MailTold:
    return MailTold(**{**row._mapping, "kind": MailKind(row.kind), "state": MailState(row.state)})


def _claim(row: Row[Any]) -> ClaimTold:
    return ClaimTold(
        payout_id=row.payout_id,
        beneficiary=row.beneficiary,
        purpose=row.purpose,
        rail=row.rail,
        state=row.state,
        period=row.period,
        of_order=Money(row.of_order_minor, row.currency),
        whole=Money(row.amount_minor, row.currency),
        netted=Money(row.netted_minor, row.currency),
        transfer_id=row.transfer_id,
        bank_reference=row.bank_reference,
        failure=row.failure,
        created_at=row.created_at,
        paid_at=row.paid_at,
        released_at=row.released_at,
    )


def _refund(rows: Sequence[Row[Any]]) -> RefundTold:
    first = rows[0]
    taken = tuple(
        TakenTold(row.part_kind, row.beneficiary, row.part_minor, row.owed_minor, row.receivable_minor, row.borne_minor)
        for row in rows
        if row.part_kind is not None
    )
    return RefundTold(
        id=first.id,
        kind=first.kind,
        state=first.state,
        amount_minor=first.amount_minor,
        liable=first.liable,
        reason=first.reason,
        failure=first.failure,
        stripe_refund_id=first.stripe_refund_id,
        created_at=first.created_at,
        settled_at=first.settled_at,
        taken=taken,
    )


def _reversal(row: Row[Any]) -> ReversalTold:
    return ReversalTold(
        id=row.id,
        payout_id=row.payout_id,
        beneficiary=row.beneficiary,
        money=Money(row.amount_minor, row.currency),
        state=row.state,
        stripe_reversal_id=row.stripe_reversal_id,
        failure=row.failure,
        created_at=row.created_at,
        settled_at=row.settled_at,
    )


def _entry(rows: Sequence[Row[Any]]) -> EntryTold:
    first = rows[0]
    legs = tuple((row.code, Money(row.amount_minor, row.currency)) for row in rows)
    return EntryTold(first.id, first.kind, first.at, first.note, legs)
