"""SQL of reconciliation: Stripe's movements as imported, beside what the books say of the two accounts at Stripe."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from gateways.stripe import TransactionFact
from kit.money import Money
from market.payments.reconcile.rules import MOST_IDS, BookedMovement, LoneEntry, Movement, Totals, way_of
from models.enums import JournalKind
from models.payments import StripeBalanceTransaction, StripeCursor

# Where a journal's own time and its movement's are further apart than this, the totals show it and nothing excuses it.
_WITHIN = "interval '90 days'"
_AT_STRIPE = "('stripe:pending', 'stripe:available')"

_KEEP = text(
    """
    insert into stripe_balance_transaction (id, type, source, reporting_category, description, currency, amount_minor,
                                            fee_minor, net_minor, exchange_rate, occurred_at, available_at)
    select id, type, source, category, description, currency, amount, fee, amount - fee, rate, occurred_at, available_at
    from unnest(cast(:ids as text[]), cast(:types as text[]), cast(:sources as text[]), cast(:categories as text[]),
                cast(:descriptions as text[]), cast(:currencies as text[]), cast(:amounts as bigint[]),
                cast(:fees as bigint[]), cast(:rates as numeric[]), cast(:occurred as timestamptz[]),
                cast(:available as timestamptz[]))
         as said (id, type, source, category, description, currency, amount, fee, rate, occurred_at, available_at)
    order by id
    on conflict (id) do update set available_at = excluded.available_at, description = excluded.description,
                                   reporting_category = excluded.reporting_category
    where (stripe_balance_transaction.available_at, stripe_balance_transaction.description,
           stripe_balance_transaction.reporting_category)
          is distinct from (excluded.available_at, excluded.description, excluded.reporting_category)
    returning xmax = 0 as is_new
    """
)
# Which entry each movement belongs to, by the key under which it was booked. A refund that was sent a second time
# carries the second id; the first is found by the operation that asked for it, or, made in Stripe's dashboard, by the
# refund's key. One that had come back before anybody heard of it is no refund of ours, and has its own id in its key.
_ENTRIES_OF = text(
    """
    with moved as (
        select * from unnest(cast(:ids as text[]), cast(:ways as text[]), cast(:sources as text[]))
        as m (id, way, source)
    ), refunded as (
        select m.id, m.way, m.source, r.id as refund_id
        from moved m join refund r on r.stripe_refund_id = m.source where m.way in ('refund_sent', 'refund_back')
        union
        select m.id, m.way, m.source, r.id
        from moved m join refund r on r.business_key = m.source where m.way in ('refund_sent', 'refund_back')
        union
        select m.id, m.way, m.source, m.source from moved m where m.way in ('refund_sent', 'refund_back')
        union
        select m.id, m.way, m.source, o.subject_id
        from moved m join stripe_operation o on o.stripe_id = m.source and o.kind = 'refund'
        where m.way in ('refund_sent', 'refund_back')
    ), wanted (id, key) as (
        select m.id, unnest(array[format('order:%s:paid', p.order_id), format('suspense:%s', p.id)])
        from moved m join payment p on p.charge_id = m.source where m.way = 'charge'
        union all
        select id, format(case way when 'refund_sent' then 'refund:%s:sent:%s' else 'refund:%s:returned:%s' end,
                          refund_id, source) from refunded
        union all
        select m.id, format(case m.way when 'transfer_sent' then 'payout:%s:sent' else 'payout:%s:returned' end, p.id)
        from moved m join payout p on p.transfer_id = m.source where m.way in ('transfer_sent', 'transfer_back')
        union all
        select m.id, unnest(array[format('reversal:%s:done', v.id), format('reversal:%s:dashboard', v.id),
                                  format('payout:%s:returned', v.payout_id)])
        from moved m join transfer_reversal v on v.stripe_reversal_id = m.source where m.way = 'transfer_back'
        union all
        select m.id, format(case m.way when 'dispute_taken' then 'dispute:%s:withdrawn'
                                       else 'dispute:%s:reinstated' end, d.id)
        from moved m join dispute d on d.stripe_dispute_id = m.source where m.way in ('dispute_taken', 'dispute_back')
    )
    select distinct on (w.id) w.id, j.id as journal_id
    from wanted w join journal j on j.idempotency_key = w.key order by w.id, j.sequence
    """
)
_MARK = text(
    """
    update stripe_balance_transaction t set journal_id = found.journal_id
    from unnest(cast(:ids as text[]), cast(:journals as text[])) as found (id, journal_id)
    where t.id = found.id and t.journal_id is null
    """
)
_CURSOR = text(
    """
    insert into stripe_cursor (name, read_until, updated_at) values (:name, :read_until, :now)
    on conflict (name) do update
    set read_until = greatest(stripe_cursor.read_until, excluded.read_until), updated_at = excluded.updated_at
    """
)
_EARLIER_UNMATCHED = text(
    """
    select id, count(*) over () as how_many from stripe_balance_transaction
    where journal_id is null and occurred_at < :before and (net_minor, amount_minor) <> (0, 0)
    order by occurred_at desc, id limit :limit
    """
)
# Of each movement its entry; of a charge, the fee and the exchange too; of any, the fee that was booked for it alone.
_OWN = """
    select t.id as movement_id, t.journal_id as head_id, t.journal_id as entry_id from moved t
    union
    select t.id, t.journal_id, j.id from moved t join payment p on p.charge_id = t.source
    join journal j on j.subject_id = p.id and j.kind in ('stripe_fee', 'currency_converted')
    union
    select t.id, t.journal_id, j.id from moved t join journal j on j.idempotency_key = 'txn:' || t.id
"""
_WHOLE = """
    select head_id, entry_id from own
    union
    select o.head_id, c.id from own o join journal c on c.reverses_id = o.entry_id
"""
_BOOKED = text(
    f"""
    with heads as (
        select distinct journal_id from stripe_balance_transaction
        where occurred_at >= :starts_at and occurred_at < :ends_at and journal_id is not null
    ), moved as (
        select t.* from stripe_balance_transaction t join heads h on h.journal_id = t.journal_id
    ), own as ({_OWN}), whole as ({_WHOLE}),
    books as (
        select w.head_id, p.currency,
               coalesce(sum(p.amount_minor) filter (where a.code in {_AT_STRIPE}), 0)::bigint as books_minor,
               coalesce(sum(p.amount_minor) filter (where a.code = 'stripe_fees'), 0)::bigint as fee_minor
        from whole w join posting p on p.journal_id = w.entry_id join ledger_account a on a.id = p.account_id
        group by w.head_id, p.currency
    ), stripe as (
        select journal_id as head_id, currency, sum(net_minor)::bigint as net_minor, sum(fee_minor)::bigint as fee_minor
        from moved group by journal_id, currency
    ), named as (
        select journal_id as head_id, array_agg(id order by id) as ids, min(type) as type,
               min(reporting_category) as category, min(source) as source, min(amount_minor)::bigint as amount_minor
        from moved group by journal_id
    )
    select n.head_id, n.ids, n.type, n.category, n.source, n.amount_minor, j.kind,
           starts_with(j.idempotency_key, 'txn:') as is_booked_here,
           coalesce(s.currency, b.currency) as currency, coalesce(s.net_minor, 0)::bigint as net_minor,
           coalesce(s.fee_minor, 0)::bigint as stripe_fee_minor, s.currency is not null as is_stripes,
           coalesce(b.books_minor, 0)::bigint as books_minor, coalesce(b.fee_minor, 0)::bigint as books_fee_minor
    from named n join journal j on j.id = n.head_id
    join (stripe s full join books b on b.head_id = s.head_id and b.currency = s.currency)
         on coalesce(s.head_id, b.head_id) = n.head_id
    order by n.head_id, currency
    """
)
_LONE = text(
    f"""
    select j.id, j.kind, j.subject_id, p.currency, sum(p.amount_minor)::bigint as moved_minor
    from journal j join posting p on p.journal_id = j.id
    join ledger_account a on a.id = p.account_id and a.code in {_AT_STRIPE}
    where j.effective_at >= :starts_at and j.effective_at < :ends_at and j.reverses_id is null
      and not exists (select from journal c where c.reverses_id = j.id)
      and not exists (select from stripe_balance_transaction t where t.journal_id = j.id)
      and not (j.kind in ('stripe_fee', 'currency_converted') and exists (
          select from payment f join stripe_balance_transaction t on t.source = f.charge_id
          where f.id = j.subject_id and t.journal_id is not null))
      and not exists (
          select from stripe_balance_transaction t where j.idempotency_key = 'txn:' || t.id and t.id = j.subject_id)
    group by j.id, j.kind, j.subject_id, p.currency having sum(p.amount_minor) <> 0
    order by j.id, p.currency
    """
)
_SUMS = text(
    """
    select currency, sum(net_minor)::bigint as net_minor,
           coalesce(sum(net_minor) filter (where occurred_at < :ends_at), 0)::bigint as by_then_minor
    from stripe_balance_transaction group by currency
    """
)
_BOOK_SUMS = text(
    f"""
    select p.currency,
           coalesce(sum(p.amount_minor) filter (where a.code in {_AT_STRIPE}), 0)::bigint as at_stripe_minor,
           coalesce(sum(p.amount_minor) filter (where a.code = 'stripe:reserved'), 0)::bigint as reserved_minor
    from posting p join ledger_account a on a.id = p.account_id join journal j on j.id = p.journal_id
    where (a.code in {_AT_STRIPE} or a.code = 'stripe:reserved') and j.effective_at < :ends_at
    group by p.currency
    """
)
_UNDER_WAY = text(
    f"""
    with moved as (
        select * from stripe_balance_transaction
        where journal_id is not null
          and occurred_at >= :ends_at - {_WITHIN} and occurred_at < :ends_at + {_WITHIN}
    ), own as ({_OWN}),
    sides as (
        select o.entry_id, bool_or(t.occurred_at < :ends_at) as is_by_then
        from own o join moved t on t.id = o.movement_id group by o.entry_id
    )
    select p.currency,
           sum(case when s.is_by_then then p.amount_minor else -p.amount_minor end)::bigint as under_way_minor
    from sides s join journal j on j.id = s.entry_id join posting p on p.journal_id = j.id
    join ledger_account a on a.id = p.account_id and a.code in {_AT_STRIPE}
    where s.is_by_then <> (j.effective_at < :ends_at)
    group by p.currency
    """
)
_BY_TYPE = text(
    """
    select type, currency, count(*) as how_many, sum(amount_minor)::bigint as amount_minor,
           sum(fee_minor)::bigint as fee_minor, count(*) filter (where journal_id is null) as unmatched
    from stripe_balance_transaction where occurred_at >= :starts_at and occurred_at < :ends_at
    group by type, currency order by type, currency
    """
)


@dataclass(frozen=True)
class TypeSum:
    """All movements of one type and currency within a day."""

    type: str
    how_many: int
    unmatched: int
    amount: Money
    fee: Money

    @property
    def net(self) -> Money:
        return self.amount - self.fee


def keep_movements(session: Session, facts: Sequence[TransactionFact]) -> int:
    """Store what Stripe says; how many were new. What was known keeps its amounts."""
    rows = session.execute(
        _KEEP,
        {
            "ids": [fact.id for fact in facts],
            "types": [fact.type for fact in facts],
            "sources": [fact.source for fact in facts],
            "categories": [fact.reporting_category for fact in facts],
            "descriptions": [fact.description for fact in facts],
            "currencies": [fact.amount.currency for fact in facts],
            "amounts": [fact.amount.minor for fact in facts],
            "fees": [fact.fee.minor for fact in facts],
            "rates": [None if fact.exchange_rate is None else Decimal(fact.exchange_rate) for fact in facts],
            "occurred": [fact.created_at for fact in facts],
            "available": [fact.available_at for fact in facts],
        },
    )
    return sum(row.is_new for row in rows)


def find_entries(session: Session, awaited: Sequence[Movement]) -> dict[str, str]:
    """By movement the entry that belongs to it, of those that are there."""
    found = session.execute(
        _ENTRIES_OF,
        {
            "ids": [movement.id for movement in awaited],
            "ways": [movement.way for movement in awaited],
            "sources": [movement.source for movement in awaited],
        },
    )
    return {row.id: row.journal_id for row in found}


def mark_matched(session: Session, journals: Mapping[str, str]) -> None:
    """Note the entry of each movement; one that has an entry keeps it."""
    if journals:
        session.execute(_MARK, {"ids": list(journals), "journals": list(journals.values())})


def lock_unmatched(session: Session, *, after: str, limit: int) -> list[Movement]:
    """Movements without an entry, by id."""
    statement = (
        select(StripeBalanceTransaction)
        .where(col(StripeBalanceTransaction.journal_id).is_(None), col(StripeBalanceTransaction.id) > after)
        .order_by(col(StripeBalanceTransaction.id))
        .limit(limit)
        .with_for_update()
    )
    return [_movement(row) for row in session.execute(statement).scalars()]


def lock_movement(session: Session, movement_id: str) -> tuple[Movement, str | None] | None:
    """A movement and its entry, if it has one."""
    statement = select(StripeBalanceTransaction).where(col(StripeBalanceTransaction.id) == movement_id)
    row = session.execute(statement.with_for_update()).scalar_one_or_none()
    return None if row is None else (_movement(row), row.journal_id)


def find_read_until(session: Session, name: str) -> datetime | None:
    statement = select(col(StripeCursor.read_until)).where(col(StripeCursor.name) == name)
    return session.execute(statement).scalar_one_or_none()


def mark_read_until(session: Session, name: str, read_until: datetime, *, now: datetime) -> None:
    """A cursor only moves forward."""
    session.execute(_CURSOR, {"name": name, "read_until": read_until, "now": now})


def list_unmatched(session: Session, *, starts_at: datetime, ends_at: datetime) -> list[Movement]:
    """Movements of these hours without an entry; one that moved nothing at all needs none."""
    statement = (
        select(StripeBalanceTransaction)
        .where(
            col(StripeBalanceTransaction.journal_id).is_(None),
            col(StripeBalanceTransaction.occurred_at) >= starts_at,
            col(StripeBalanceTransaction.occurred_at) < ends_at,
        )
        .order_by(col(StripeBalanceTransaction.occurred_at), col(StripeBalanceTransaction.id))
    )
    rows = session.execute(statement).scalars()
    return [_movement(row) for row in rows if (row.amount_minor, row.net_minor) != (0, 0)]


def _movement(row: StripeBalanceTransaction) -> Movement:
    return Movement(
        id=row.id,
        type=row.type,
        category=row.reporting_category,
        source=row.source,
        description=row.description,
        amount=Money(row.amount_minor, row.currency),
        fee=Money(row.fee_minor, row.currency),
        occurred_at=row.occurred_at,
    )


def list_earlier_unmatched(session: Session, *, before: datetime) -> tuple[tuple[str, ...], int]:
    """The latest few of them, and how many there are."""
    rows = list(session.execute(_EARLIER_UNMATCHED, {"before": before, "limit": MOST_IDS}))
    return tuple(row.id for row in rows), rows[0].how_many if rows else 0


def list_booked(session: Session, *, starts_at: datetime, ends_at: datetime) -> list[BookedMovement]:
    """The entries of all movements of these hours, each beside everything that belongs to it."""
    by_head: dict[str, list[Row[tuple[object, ...]]]] = {}
    for row in session.execute(_BOOKED, {"starts_at": starts_at, "ends_at": ends_at}):
        by_head.setdefault(row.head_id, []).append(row)
    return [_booked(rows) for rows in by_head.values()]


def _booked(rows: Sequence[Row[tuple[object, ...]]]) -> BookedMovement:
    head = rows[0]
    way = way_of(head.type, category=head.category, source=head.source, amount_minor=head.amount_minor)
    at_stripe = next((row for row in rows if row.is_stripes), head)
    has_fee = way.has_own_fee and not head.is_booked_here
    return BookedMovement(
        journal_id=head.head_id,
        kind=JournalKind(head.kind),
        movement_ids=tuple(head.ids),
        stripe={row.currency: row.net_minor for row in rows},
        books={row.currency: row.books_minor for row in rows},
        stripe_fee=Money(at_stripe.stripe_fee_minor, at_stripe.currency) if has_fee else None,
        books_fee=Money(at_stripe.books_fee_minor, at_stripe.currency) if has_fee else None,
    )


def list_lone_entries(session: Session, *, starts_at: datetime, ends_at: datetime) -> list[LoneEntry]:
    """Entries of these hours that moved money at Stripe and that no movement, imported at any time, belongs to."""
    moved: dict[str, list[Money]] = {}
    heads: dict[str, tuple[JournalKind, str | None]] = {}
    for row in session.execute(_LONE, {"starts_at": starts_at, "ends_at": ends_at}):
        moved.setdefault(row.id, []).append(Money(row.moved_minor, row.currency))
        heads[row.id] = (JournalKind(row.kind), row.subject_id)
    return [LoneEntry(id_, *heads[id_], tuple(amounts)) for id_, amounts in moved.items()]


def list_totals(session: Session, *, ends_at: datetime, balances: Mapping[str, Money] | None) -> list[Totals]:
    """Every currency at a moment; `balances` is what Stripe itself shows now, if that is to be compared."""
    sums = {row.currency: row for row in session.execute(_SUMS, {"ends_at": ends_at})}
    books = {row.currency: row for row in session.execute(_BOOK_SUMS, {"ends_at": ends_at})}
    under_way = {row.currency: row.under_way_minor for row in session.execute(_UNDER_WAY, {"ends_at": ends_at})}
    return [
        Totals(
            currency=currency,
            stripe_minor=sums[currency].by_then_minor if currency in sums else 0,
            books_minor=books[currency].at_stripe_minor if currency in books else 0,
            under_way_minor=under_way.get(currency, 0),
            reserved_minor=books[currency].reserved_minor if currency in books else 0,
            imported_minor=sums[currency].net_minor if currency in sums else 0,
            balance_minor=None if balances is None else _of(balances, currency),
        )
        for currency in sorted({*sums, *books, *(balances or {})})
    ]


def _of(balances: Mapping[str, Money], currency: str) -> int:
    return balances[currency].minor if currency in balances else 0


def list_by_type(session: Session, *, starts_at: datetime, ends_at: datetime) -> list[TypeSum]:
    """The movements of these hours, summed up."""
    return [
        TypeSum(
            row.type,
            row.how_many,
            row.unmatched,
            Money(row.amount_minor, row.currency),
            Money(row.fee_minor, row.currency),
        )
        for row in session.execute(_BY_TYPE, {"starts_at": starts_at, "ends_at": ends_at})
    ]
