"""SQL that holds facts against the books, kept sums against facts, and kept roots against lines. It writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.impact.facts.follow_queries import FOUND, LINE, leaf
from market.impact.facts.sources import SOURCES

# `kept` is what stands written, `found` what should. Text that is the same means the same; any other is looked at as
# JSON, where the order of keys means nothing.
_UNLIKE_BOOKS = text(
    f"""
    with again as (
        select sequence as entry, kind, coalesce(organisation_id, '') as who, order_ref, currency, booked_on, amounts
        from ({FOUND}) found where amounts <> '{{}}'
    ), kept as (
        select entry, kind, coalesce(organisation_id, '') as who, order_ref, currency, booked_on, amounts
        from impact_fact where entry > :after and entry <= :upto
    ), unlike as materialized (
        select kind, k.booked_on as kept_on, k.amounts as kept, a.booked_on as found_on, a.amounts::jsonb as found
        from kept k full join again a using (entry, kind, who, order_ref, currency)
        where k.booked_on is distinct from a.booked_on
           or k.amounts::text is distinct from a.amounts and k.amounts is distinct from a.amounts::jsonb
    ), measured as (
        select kept_on as booked_on, kind || '.' || m.key as what, m.value::bigint as kept, 0 as found
        from unlike cross join lateral jsonb_each_text(kept) m
        union all
        select found_on, kind || '.' || m.key, 0, m.value::bigint
        from unlike cross join lateral jsonb_each_text(found) m
    )
    select booked_on, what, sum(kept)::bigint as kept, sum(found)::bigint as found
    from measured group by booked_on, what having sum(kept) <> sum(found)
    union all
    select coalesce(kept_on, found_on), 'facts unlike the books', count(*), 0 from unlike group by 1
    """
)
_LEAF = leaf("f.line")
_UNLIKE_COLUMNS = text(
    f"""
    select f.booked_on, 'lines unlike their facts' as what, count(*) as kept, 0 as found
    from impact_fact f join impact_group g on g.id = f.group_id
    where f.entry > :after and f.entry <= :upto and (f.line <> {LINE} or f.leaf <> {_LEAF})
    group by f.booked_on
    """
)
_KINDS = ", ".join(f"'{source.kind}'" for source in SOURCES)
# Facts of an entry are numbered by what tells them apart. One that stands there twice has one place and two numbers.
_UNLIKE_PLACES = text(
    f"""
    with placed as (
        select f.booked_on, f.ordinal, f.is_order, f.kind = 'sale' and j.kind = 'order_paid' as was_order,
               dense_rank() over (partition by f.entry order by array_position(array[{_KINDS}], f.kind),
                                  f.organisation_id, f.order_ref, f.currency) - 1 as place
        from impact_fact f left join journal j on j.sequence = f.entry
        where f.entry > :after and f.entry <= :upto
    )
    select booked_on, 'facts twice or out of their order' as what, count(*) as kept, 0 as found
    from placed where ordinal <> place group by booked_on
    union all
    select booked_on, 'orders unlike the books', count(*), 0
    from placed where is_order is distinct from was_order group by booked_on
    """
)
_UNLIKE_FACTS = text(
    """
    with summed as materialized (
        select f.organisation_id, f.booked_on, f.currency, f.group_id, f.kind || '.' || m.key as measure,
               sum(m.value::bigint) as amount
        from impact_fact f cross join lateral jsonb_each_text(f.amounts) m
        where f.booked_on >= :month and f.booked_on < :next_month
        group by f.organisation_id, f.booked_on, f.currency, f.group_id, f.kind, m.key
    ), day as (
        select coalesce(k.starts_on, f.starts_on) as starts_on, measure, k.amount as kept, f.amount as found
        from (select * from impact_rollup
              where span = 'day' and starts_on >= :month and starts_on < :next_month) k
        full join (select booked_on as starts_on, currency, group_id, measure, sum(amount) as amount from summed
                   group by 1, 2, 3, 4) f using (starts_on, currency, group_id, measure)
    ), month as (
        select measure, k.amount as kept, f.amount as found
        from (select * from impact_rollup where span = 'month' and starts_on = :month) k
        full join (select currency, group_id, measure, sum(amount) as amount from summed group by 1, 2, 3) f
            using (currency, group_id, measure)
    ), producer as (
        select organisation_id, measure, k.amount as kept, f.amount as found
        from (select * from impact_producer_rollup where starts_on = :month) k
        full join (select organisation_id, currency, group_id, measure, sum(amount) as amount from summed
                   where organisation_id is not null group by 1, 2, 3, 4) f
            using (organisation_id, currency, group_id, measure)
    )
    select starts_on as booked_on, measure as what, coalesce(kept, 0) as kept, coalesce(found, 0)::bigint as found
    from day where coalesce(kept, 0) <> coalesce(found, 0)
    union all
    select :month, measure || ' of the month', coalesce(kept, 0), coalesce(found, 0)
    from month where coalesce(kept, 0) <> coalesce(found, 0)
    union all
    select :month, measure || ' of ' || organisation_id || ' in the month', coalesce(kept, 0), coalesce(found, 0)
    from producer where coalesce(kept, 0) <> coalesce(found, 0)
    """
)
_DAYS = text(
    """
    select coalesce(d.booked_on, f.booked_on) as booked_on, d.facts, d.last_entry, d.root, d.peaks, f.leaves,
           f.last_entry as found_last_entry
    from (select * from impact_day where booked_on >= :month and booked_on < :next_month) d
    full join (select booked_on, max(entry) as last_entry, array_agg(leaf order by entry, ordinal) as leaves
               from impact_fact where booked_on >= :month and booked_on < :next_month group by booked_on) f
        using (booked_on)
    """
)
_MONTHS = text(
    """
    select month::date, (month + interval '1 month')::date as next_month
    from (select min(first) as first, max(last) as last from (
              select min(booked_on) as first, max(booked_on) as last from impact_fact
              union all select min(booked_on), max(booked_on) from impact_day
              union all select min(starts_on), max(starts_on) from impact_rollup
              union all select min(starts_on), max(starts_on) from impact_producer_rollup) ends) e
    cross join generate_series(date_trunc('month', e.first), e.last, interval '1 month') month
    order by month
    """
)


@dataclass(frozen=True)
class Difference:
    """What stands written for a day, or for the month that begins with it, and what should."""

    on: date
    what: str
    kept: int
    found: int


@dataclass(frozen=True)
class Month:
    """Its first day and the next one's."""

    start: date
    end: date


@dataclass(frozen=True)
class KeptTree:
    """A day's tree as it is kept, and the leaves that it should have. Nothing is kept, or nothing is there: None."""

    on: date
    facts: int | None
    last_entry: int | None
    root: bytes | None
    peaks: tuple[bytes, ...]
    leaves: tuple[bytes, ...]
    found_last_entry: int | None


def list_unlike_books(session: Session, *, after: int, upto: int) -> list[Difference]:
    """Facts of the entries in (after, upto] that are otherwise in the books, or not there."""
    rows = session.execute(_UNLIKE_BOOKS, {"after": after, "upto": upto})
    return [Difference(row.booked_on, row.what, row.kept, row.found) for row in rows]


def list_unlike_columns(session: Session, *, after: int, upto: int) -> list[Difference]:
    """Facts of these entries whose line says something else than their columns, or whose leaf is of another line."""
    rows = session.execute(_UNLIKE_COLUMNS, {"after": after, "upto": upto})
    return [Difference(row.booked_on, row.what, row.kept, row.found) for row in rows]


def list_unlike_places(session: Session, *, after: int, upto: int) -> list[Difference]:
    """Facts of these entries that are kept twice or in another order than their entry's, or that are wrongly taken for
    an order, or not for one."""
    rows = session.execute(_UNLIKE_PLACES, {"after": after, "upto": upto})
    return [Difference(row.booked_on, row.what, row.kept, row.found) for row in rows]


def list_months(session: Session) -> list[Month]:
    """Every month of which something is kept."""
    return [Month(row.month, row.next_month) for row in session.execute(_MONTHS)]


def list_unlike_facts(session: Session, month: Month) -> list[Difference]:
    """Kept sums of a month that are not those of its facts."""
    rows = session.execute(_UNLIKE_FACTS, {"month": month.start, "next_month": month.end})
    return [Difference(row.booked_on, row.what, int(row.kept), int(row.found)) for row in rows]


def list_trees(session: Session, month: Month) -> Iterator[KeptTree]:
    """The trees of a month's days."""
    for row in session.execute(_DAYS, {"month": month.start, "next_month": month.end}):
        yield KeptTree(
            row.booked_on,
            row.facts,
            row.last_entry,
            row.root,
            tuple(row.peaks or ()),
            tuple(row.leaves or ()),
            row.found_last_entry,
        )
