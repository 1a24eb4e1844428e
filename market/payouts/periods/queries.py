"""SQL of the account of a period. Everything long comes row by row, from a cursor of the server's."""

from collections.abc import Iterator

from sqlalchemy import Row, TextClause, text
from sqlalchemy.orm import Session

from market.payouts.periods.rules.facts import (
    BalanceFact,
    HoldFact,
    LineFact,
    MovementFact,
    OrganisationFact,
    PartFact,
    PayoutFact,
    Period,
    RefundedPart,
    RefundFact,
    ReversalFact,
    TopupFact,
)

_ROWS_AT_ONCE = 2000
# One snapshot for all that follows; all rows are wanted, not the first ones soon; a year of a large producer takes its
# time, and so may whoever writes it down.
_FREEZE = tuple(
    text(statement)
    for statement in (
        "set transaction isolation level repeatable read",
        "set local cursor_tuple_fraction = 1.0",
        "set local statement_timeout = '10min'",
        "set local idle_in_transaction_session_timeout = '5min'",
        "set local work_mem = '64MB'",
        "set local jit = off",
    )
)
_ORGANISATION = text(
    "select id, slug, name, country from organisation where id = :name or slug = :name order by id = :name desc limit 1"
)
# A fund's own account is nobody's: what an organisation only keeps is not stated as its own.
_ACCOUNTS = "(select id, code, currency, balance_minor from ledger_account where owner_id = :organisation_id)"
# An account that was opened later is none of this period's: the same days are stated alike whenever they are.
_BALANCES = text(
    f"""
    select a.code, a.currency, a.balance_minor,
           coalesce(sum(p.amount_minor) filter (where j.effective_at < :starts_at), 0)::bigint as opening_minor,
           coalesce(sum(p.amount_minor) filter (where j.effective_at < :ends_at), 0)::bigint as closing_minor,
           coalesce(sum(p.amount_minor), 0)::bigint as all_time_minor
    from {_ACCOUNTS} a
    left join (posting p join journal j on j.id = p.journal_id) on p.account_id = a.id
    group by a.id, a.code, a.currency, a.balance_minor
    having count(*) filter (where j.effective_at < :ends_at) > 0
    order by a.code collate "C", a.currency
    """
)
# The parts of a line are fetched beside it, after the narrow rows have been put in order.
_LINES = text(
    f"""
    select x.effective_at, x.order_id, x.id, x.name, x.variant_label, x.quantity, x.currency, x.amount_minor,
           x.discount_minor, x.seller, x.is_own, b.parts
    from (
        select s.effective_at, l.order_id, l.id, l.name, l.variant_label, l.quantity, o.currency, l.amount_minor,
               l.discount_minor, m.slug as seller, l.producer_id = :organisation_id as is_own
        from (select distinct j.order_id, j.effective_at
              from {_ACCOUNTS} a
              join posting p on p.account_id = a.id
              join journal j on j.id = p.journal_id
              where j.kind = 'order_paid'
                and j.effective_at >= :starts_at and j.effective_at < :ends_at) s
        join customer_order o on o.id = s.order_id
        join order_line l on l.order_id = s.order_id
        join organisation m on m.id = l.producer_id
        order by s.effective_at, l.order_id, l.id
    ) x
    cross join lateral (
        select jsonb_agg(jsonb_build_array(b.kind, b.amount_minor, b.payer, b.rule_id, b.rule_version, b.rule_note,
                                           b.account_code) order by b.kind, b.id) as parts
        from breakdown_part b
        where b.order_line_id = x.id and (x.is_own or b.beneficiary_id = :organisation_id)
    ) b
    where b.parts is not null
    order by x.effective_at, x.order_id, x.id
    """
)
_REFUNDS = text(
    """
    select j.effective_at, j.kind = 'refund_released' as is_undone, f.id as refund_id, f.kind, f.reason, f.liable,
           l.order_id, l.id as order_line_id, l.name, l.variant_label, f.currency,
           coalesce((select sum(n.quantity) from refund_line n
                     where n.refund_id = f.id and n.order_line_id = l.id), 0)::int as quantity,
           jsonb_agg(jsonb_build_array(b.kind, r.amount_minor, r.owed_minor, r.receivable_minor, r.borne_minor,
                                       b.account_code) order by b.kind, b.id) as parts
    from journal j
    join refund f on f.id = j.subject_id
    join refund_part r on r.refund_id = f.id
    join breakdown_part b on b.id = r.breakdown_part_id
    join order_line l on l.id = b.order_line_id
    where j.kind in ('refund', 'refund_released', 'dispute_charged')
      and j.effective_at >= :starts_at and j.effective_at < :ends_at
      and (l.producer_id = :organisation_id or b.beneficiary_id = :organisation_id)
    group by j.id, f.id, l.id order by j.effective_at, j.sequence, l.id
    """
)
_TOPUPS = text(
    f"""
    select j.effective_at, j.order_id, i.order_line_id, coalesce(l.name, '') as name, p.currency,
           -sum(p.amount_minor)::bigint as amount_minor
    from {_ACCOUNTS} a
    join posting p on p.account_id = a.id
    join journal j on j.id = p.journal_id
    left join payable_item i on i.id = j.subject_id
    left join order_line l on l.id = i.order_line_id
    where j.kind = 'minimum_price_topup'
      and j.effective_at >= :starts_at and j.effective_at < :ends_at
    group by j.id, i.id, l.id, p.currency order by j.effective_at, j.sequence
    """
)
_HOLDS = text(
    f"""
    select h.id, h.reason, h.order_id, h.placed_at, case when h.released_at < :ends_at then h.released_at end
           as released_at, p.currency,
           coalesce(-sum(p.amount_minor) filter (where j.kind = 'held'), 0)::bigint as held_minor,
           coalesce(sum(p.amount_minor) filter (where j.kind = 'hold_released'), 0)::bigint as released_minor
    from {_ACCOUNTS} a
    join posting p on p.account_id = a.id
    join journal j on j.id = p.journal_id
    join hold h on h.id = j.subject_id
    where right(a.code, 5) = :held and j.kind in ('held', 'hold_released')
      and j.effective_at < :ends_at
    group by h.id, p.currency
    having max(j.effective_at) >= :starts_at or sum(p.amount_minor) <> 0
    order by h.placed_at, h.id, p.currency
    """
)
_PAYOUTS = text(
    """
    select p.id, r.period, p.purpose, p.rail, p.currency, p.gross_minor, p.netted_minor, p.amount_minor,
           p.state, p.transfer_id, p.bank_reference, p.failure,
           min(j.effective_at) filter (where j.kind = 'payout_claimed') as claimed_at,
           min(j.effective_at) filter (where j.kind = 'transfer_sent') as sent_at,
           min(j.effective_at) filter (where j.kind = 'payout_released') as released_at,
           min(j.effective_at) filter (where j.kind = 'payout_returned') as returned_at,
           coalesce(-sum(g.amount_minor) filter (where j.kind = 'payout_claimed' and right(a.code, 11) = :in_transit),
                    0)::bigint as booked_in_transit_minor,
           coalesce(-sum(g.amount_minor) filter (where j.kind = 'payout_claimed' and right(a.code, 11) = :receivable),
                    0)::bigint as booked_netted_minor
    from payout p
    join payout_run r on r.id = p.run_id
    join journal j on j.subject_id = p.id
    join posting g on g.journal_id = j.id
    join ledger_account a on a.id = g.account_id
    where p.beneficiary_id = :organisation_id and j.effective_at < :ends_at
      and j.kind in ('payout_claimed', 'transfer_sent', 'payout_released', 'payout_returned')
    group by p.id, r.id
    having max(j.effective_at) >= :starts_at or count(distinct j.kind) = 1
    order by claimed_at, p.id
    """
)
_REVERSALS = text(
    """
    select v.id, v.payout_id, v.currency, v.amount_minor,
           min(j.effective_at) filter (where j.kind = 'reversal_claimed') as asked_at,
           min(j.effective_at) filter (where j.kind in ('transfer_reversed', 'payout_returned')) as done_at,
           min(j.effective_at) filter (where j.kind = 'reversal_released') as given_up_at, v.stripe_reversal_id
    from payout p
    join transfer_reversal v on v.payout_id = p.id
    join journal j on j.subject_id = v.id
    where p.beneficiary_id = :organisation_id and j.effective_at < :ends_at
    group by v.id
    having max(j.effective_at) >= :starts_at or count(distinct j.kind) = 1
    order by min(j.effective_at), v.id
    """
)
_MOVEMENTS = text(
    f"""
    select a.code, a.currency, j.effective_at, j.id, j.kind, j.order_id, j.subject_id, j.note, p.amount_minor
    from {_ACCOUNTS} a
    join posting p on p.account_id = a.id
    join journal j on j.id = p.journal_id
    where j.effective_at >= :starts_at and j.effective_at < :ends_at
    order by a.code collate "C", a.currency, j.effective_at, j.sequence, p.id
    """
)


def freeze(session: Session) -> None:
    """Read everything from one moment on. The first thing that a transaction does."""
    for statement in _FREEZE:
        session.execute(statement)


def find_organisation(session: Session, name: str) -> OrganisationFact | None:
    """An organisation by its id or its slug."""
    row = session.execute(_ORGANISATION, {"name": name}).one_or_none()
    return OrganisationFact(row.id, row.slug, row.name, row.country) if row else None


def list_balances(session: Session, organisation_id: str, period: Period) -> list[BalanceFact]:
    """Every account of an organisation that the books had by the end of the period, by code."""
    return [
        BalanceFact(row.code, row.currency, row.opening_minor, row.closing_minor, row.all_time_minor, row.balance_minor)
        for row in session.execute(_BALANCES, _asked(organisation_id, period))
    ]


def stream_lines(session: Session, organisation_id: str, period: Period) -> Iterator[LineFact]:
    """Every line of orders paid in the period that is one's own, or of which one gets a part."""
    for row in _stream(session, _LINES, _asked(organisation_id, period)):
        yield LineFact(
            at=row.effective_at,
            order_id=row.order_id,
            order_line_id=row.id,
            name=row.name,
            variant_label=row.variant_label,
            quantity=row.quantity,
            currency=row.currency,
            price_minor=row.amount_minor,
            discount_minor=row.discount_minor,
            seller=row.seller,
            is_own=row.is_own,
            parts=tuple(PartFact(*part) for part in row.parts),
        )


def stream_movements(session: Session, organisation_id: str, period: Period) -> Iterator[MovementFact]:
    """Every posting on the organisation's accounts, account by account."""
    for row in _stream(session, _MOVEMENTS, _asked(organisation_id, period)):
        yield MovementFact(
            account=row.code,
            currency=row.currency,
            at=row.effective_at,
            journal_id=row.id,
            kind=row.kind,
            order_id=row.order_id,
            subject_id=row.subject_id,
            note=row.note,
            minor=row.amount_minor,
        )


def stream_refunds(session: Session, organisation_id: str, period: Period) -> Iterator[RefundFact]:
    """Every refund of one's own lines, or of parts that one got."""
    for row in _stream(session, _REFUNDS, _asked(organisation_id, period)):
        yield RefundFact(
            at=row.effective_at,
            refund_id=row.refund_id,
            kind=row.kind,
            reason=row.reason,
            liable=row.liable,
            is_undone=row.is_undone,
            order_id=row.order_id,
            order_line_id=row.order_line_id,
            name=row.name,
            variant_label=row.variant_label,
            quantity=row.quantity,
            currency=row.currency,
            parts=tuple(RefundedPart(*part) for part in row.parts),
        )


def stream_topups(session: Session, organisation_id: str, period: Period) -> Iterator[TopupFact]:
    for row in _stream(session, _TOPUPS, _asked(organisation_id, period)):
        yield TopupFact(row.effective_at, row.order_id, row.order_line_id, row.name, row.currency, row.amount_minor)


def stream_holds(session: Session, organisation_id: str, period: Period) -> Iterator[HoldFact]:
    """What was held or freed in the period, and what is held at its end."""
    for row in _stream(session, _HOLDS, {**_asked(organisation_id, period), "held": ":held"}):
        yield HoldFact(
            hold_id=row.id,
            reason=row.reason,
            order_id=row.order_id,
            placed_at=row.placed_at,
            released_at=row.released_at,
            currency=row.currency,
            held_minor=row.held_minor,
            released_minor=row.released_minor,
        )


def stream_payouts(session: Session, organisation_id: str, period: Period) -> Iterator[PayoutFact]:
    """Payouts that something happened to in the period, and those on their way at its end, as they stood then."""
    asked = {**_asked(organisation_id, period), "in_transit": ":in_transit", "receivable": ":receivable"}
    for row in _stream(session, _PAYOUTS, asked):
        is_sent = row.sent_at is not None
        yield PayoutFact(
            payout_id=row.id,
            week=row.period,
            purpose=row.purpose,
            rail=row.rail,
            currency=row.currency,
            gross_minor=row.gross_minor,
            netted_minor=row.netted_minor,
            minor=row.amount_minor,
            claimed_at=row.claimed_at,
            sent_at=row.sent_at,
            ended_at=row.released_at or row.returned_at,
            state=_state(row.state, is_sent, row.released_at is not None, row.returned_at is not None),
            transfer_id=row.transfer_id if is_sent else None,
            bank_reference=row.bank_reference if is_sent else None,
            failure=row.failure if row.released_at or row.returned_at else None,
            booked_in_transit_minor=row.booked_in_transit_minor,
            booked_netted_minor=row.booked_netted_minor,
        )


def _state(today: str, is_sent: bool, is_released: bool, is_returned: bool) -> str:
    """What a payout was when the period ended: what became of it later is told by a later statement."""
    if is_released:
        return today
    if is_returned:
        return "returned"
    return "paid" if is_sent else "in_transit"


def stream_reversals(session: Session, organisation_id: str, period: Period) -> Iterator[ReversalFact]:
    for row in _stream(session, _REVERSALS, _asked(organisation_id, period)):
        yield ReversalFact(
            reversal_id=row.id,
            payout_id=row.payout_id,
            currency=row.currency,
            minor=row.amount_minor,
            asked_at=row.asked_at,
            done_at=row.done_at,
            given_up_at=row.given_up_at,
            stripe_reversal_id=row.stripe_reversal_id,
        )


def _asked(organisation_id: str, period: Period) -> dict[str, object]:
    return {"organisation_id": organisation_id, "starts_at": period.starts_at, "ends_at": period.ends_at}


def _stream(session: Session, statement: TextClause, asked: dict[str, object]) -> Iterator[Row[tuple[object, ...]]]:
    with session.execute(statement.execution_options(yield_per=_ROWS_AT_ONCE), asked) as rows:
        yield from rows
