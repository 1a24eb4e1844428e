"""SQL that writes facts and adds them up. Each statement is about the entries in (`:after`, `:upto`]."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.impact.facts.rules import NOT_STATED, POOLED, SMALLEST_CELL
from market.impact.facts.sources import SHARED, SOURCES

# What the books say now, whether facts of it are written or not. `offset 0` has amounts written as JSON once: a
# condition on them would be looked at inside, and write them once more.
_SELECTS = " union all ".join(
    f"select {place} as place, '{source.kind}' as kind, source_{place}.* from ({source.select} offset 0) source_{place}"
    for place, source in enumerate(SOURCES)
)
FOUND = f"with {SHARED} {_SELECTS}"
# A fact `f` in its group `g` as it is published (RFC 8785): keys in the order of their letters, no blanks. PostgreSQL
# escapes a text in JSON as RFC 8785 does; a test compares. No function of the database: it would not be inlined.
LINE = """
    concat('{"amounts":{',
           (select string_agg(concat('"', key, '":', value), ',' order by key collate "C")
            from jsonb_each_text(f.amounts)),
           '},"country":', to_json(g.country), ',"currency":"', f.currency, '","entry":', f.entry, ',"kind":"', f.kind,
           '","line":', to_json(g.line), ',"on":"', to_char(f.booked_on, 'YYYY-MM-DD'), '","order":"', f.order_ref,
           '","producer":', to_json(f.producer), ',"relation":', to_json(g.relation), ',"sector":',
           to_json(g.sector), ',"structure":', to_json(g.structure), '}')
"""


def leaf(line: str) -> str:
    """A line's hash in the tree of its day, written out as `reference` is."""
    return f"sha256('\\x00'::bytea || convert_to({line}, 'UTF8'))"


_LEAF = leaf("text")
_WRITE = text(
    f"""
    with found as materialized (
        select place, kind, sequence, sequence as entry, order_ref, organisation_id, currency, booked_on,
               amounts::jsonb as amounts,
               kind = 'sale' and exists (select from journal j where j.sequence = found.sequence
                                           and j.kind = 'order_paid') as is_order
        from ({FOUND}) found
        where amounts <> '{{}}'
    ), before as (
        select o.organisation_id, (
            select count(*) from (select from impact_fact f where f.organisation_id = o.organisation_id and f.is_order
                                  limit {SMALLEST_CELL}) earlier) as orders
        from (select distinct organisation_id from found where organisation_id is not null) o
    ), numbered as (
        select f.*,
               row_number() over (partition by f.sequence order by f.place, f.organisation_id, f.order_ref, f.currency)
                   - 1 as ordinal,
               b.orders + count(*) filter (where f.is_order)
                   over (partition by f.organisation_id order by f.sequence) as orders
        from found f left join before b using (organisation_id)
    ), named as materialized (
        select n.*, coalesce(o.slug, '') as producer, coalesce(o.country, '') as country, coalesce(o.line, '') as line,
               coalesce(o.relation, '') as relation, coalesce(o.structure, '') as structure,
               coalesce(o.sector, '') as sector
        from numbered n
        left join lateral (
            select slug, country, coalesce(line, :not_stated) as line, coalesce(relation, :not_stated) as relation,
                   coalesce(nullif(structure, ''), :not_stated) as structure,
                   coalesce(nullif(sector, ''), :not_stated) as sector
            from organisation where id = n.organisation_id and n.orders >= {SMALLEST_CELL}
            union all
            select :pooled, :pooled, :pooled, :pooled, :pooled, :pooled where n.orders < {SMALLEST_CELL}
        ) o on true
    ), new_group as (
        insert into impact_group (country, line, relation, structure, sector)
        select distinct country, line, relation, structure, sector from named
        on conflict do nothing
        returning id, country, line, relation, structure, sector
    ), known_group as (
        select id, country, line, relation, structure, sector from impact_group
        union all
        select id, country, line, relation, structure, sector from new_group
    ), lined as (
        select f.*, g.id as group_id, {LINE} as text
        from named f join known_group g using (country, line, relation, structure, sector)
    )
    insert into impact_fact (entry, ordinal, kind, booked_on, order_ref, organisation_id, producer, group_id, currency,
                             is_order, amounts, line, leaf)
    select entry, ordinal, kind, booked_on, order_ref, organisation_id, producer, group_id, currency, is_order,
           amounts, text, {_LEAF}
    from lined order by entry, ordinal
    """
)
_ADD_UP = text(
    """
    with summed as materialized (
        select f.organisation_id, f.booked_on, f.currency, f.group_id, f.kind || '.' || m.key as measure,
               sum(m.value::bigint) as amount
        from impact_fact f cross join lateral jsonb_each_text(f.amounts) m
        where f.entry > :after and f.entry <= :upto
        group by f.organisation_id, f.booked_on, f.currency, f.group_id, f.kind, m.key
    ), of_producer as (
        insert into impact_producer_rollup as kept (organisation_id, starts_on, currency, group_id, measure, amount)
        select organisation_id, date_trunc('month', booked_on)::date, currency, group_id, measure, sum(amount)
        from summed where organisation_id is not null
        group by 1, 2, 3, 4, 5
        on conflict (organisation_id, starts_on, currency, group_id, measure)
            do update set amount = kept.amount + excluded.amount
    )
    insert into impact_rollup as kept (span, starts_on, currency, group_id, measure, amount)
    select 'day', booked_on, currency, group_id, measure, sum(amount) from summed group by 2, 3, 4, 5
    union all
    select 'month', date_trunc('month', booked_on)::date, currency, group_id, measure, sum(amount)
    from summed group by 2, 3, 4, 5
    on conflict (span, starts_on, currency, group_id, measure) do update set amount = kept.amount + excluded.amount
    """
)
_FORGET = (
    text("delete from impact_rollup"),
    text("delete from impact_producer_rollup"),
    text("delete from impact_day"),
)
_LEAVES = text(
    """
    select booked_on, entry, leaf from impact_fact where entry > :after and entry <= :upto
    order by booked_on, entry, ordinal
    """
)
_DAYS = text("select booked_on, facts, peaks from impact_day where booked_on = any(:days)")
_PUT_DAY = text(
    """
    insert into impact_day (booked_on, facts, last_entry, root, peaks) values (:on, :facts, :last_entry, :root, :peaks)
    on conflict (booked_on) do update set facts = excluded.facts, last_entry = excluded.last_entry,
                                          root = excluded.root, peaks = excluded.peaks
    """
)
_OPEN = text("insert into impact_watermark (id, entry) values (1, 0) on conflict do nothing")
_LOCK = text("select entry from impact_watermark for update")
_MOVE = text("update impact_watermark set entry = :upto, moved_at = clock_timestamp()")
_WATERMARK = text("select coalesce((select entry from impact_watermark), 0)")
# A payout is one entry and may be for many thousand lines: what is long here is long for a reason, and whoever comes
# second waits for it. What is sorted is sorted in memory.
_TAKE_TIME = text(
    """
    select set_config('statement_timeout', '200s', true), set_config('lock_timeout', '100s', true),
           set_config('work_mem', '64MB', true)
    """
)
# An entry gets its number when it is written and can be seen when its transaction commits. Entries written before the
# oldest transaction that is still writing are complete: none can appear among them later. Without a writer, what was
# written before we looked is complete.
_OLDEST_WRITER = text(
    """
    select coalesce(min(a.xact_start), statement_timestamp())
    from pg_locks l join pg_stat_activity a on a.pid = l.pid
    where l.database = (select oid from pg_database where datname = current_database())
      and l.relation = 'journal'::regclass and l.mode = 'RowExclusiveLock' and l.pid <> pg_backend_pid()
    """
)
_LAST_ENTRY = text(
    "select coalesce((select sequence from journal where posted_at < :before order by sequence desc limit 1), 0)"
)
_NEXT_STOP = text(
    """
    select max(sequence) from (
        select sequence from journal where sequence > :after and sequence <= :settled order by sequence limit :most
    ) next
    """
)


@dataclass(frozen=True)
class GrownDay:
    """A day's tree: how many facts, its root, and the full subtrees it grows on from."""

    on: date
    facts: int
    last_entry: int
    root: bytes
    peaks: tuple[bytes, ...]


@dataclass(frozen=True)
class Leaf:
    """A fact's place in its day's tree, to be appended."""

    on: date
    entry: int
    hash: bytes


def find_settled_entry(session: Session) -> int:
    """The newest entry before which no other can still appear: nobody who is writing now began before it."""
    before: datetime = session.execute(_OLDEST_WRITER).scalar_one()
    return int(session.execute(_LAST_ENTRY, {"before": before}).scalar_one())


def find_watermark(session: Session) -> int:
    """Up to which entry facts are written."""
    return int(session.execute(_WATERMARK).scalar_one())


def take_time(session: Session) -> None:
    """Let statements of this transaction take minutes, and memory."""
    session.execute(_TAKE_TIME)


def lock_watermark(session: Session) -> int:
    """The same, kept from everybody else until the transaction ends; its statements may take minutes."""
    take_time(session)
    session.execute(_OPEN)
    return int(session.execute(_LOCK).scalar_one())


def find_next_stop(session: Session, *, after: int, settled: int, most: int) -> int | None:
    """The last of the next `most` entries that are settled, if there are any."""
    found: int | None = session.execute(_NEXT_STOP, {"after": after, "settled": settled, "most": most}).scalar_one()
    return found


def write_facts(session: Session, *, after: int, upto: int) -> None:
    session.execute(_WRITE, {"after": after, "upto": upto, "pooled": POOLED, "not_stated": NOT_STATED})


def add_up_facts(session: Session, *, after: int, upto: int) -> None:
    """Put written facts into the kept sums."""
    session.execute(_ADD_UP, {"after": after, "upto": upto})


def forget_sums(session: Session) -> None:
    """Delete every kept sum and tree."""
    for forget in _FORGET:
        session.execute(forget)


def list_leaves(session: Session, *, after: int, upto: int) -> Iterator[Leaf]:
    """What these facts are in the trees of their days, day by day in the order of the books."""
    for row in session.execute(_LEAVES, {"after": after, "upto": upto}):
        yield Leaf(row.booked_on, row.entry, row.leaf)


def list_peaks(session: Session, days: Sequence[date]) -> dict[date, tuple[int, tuple[bytes, ...]]]:
    """How many facts each of these days has so far, and the full subtrees of its tree."""
    rows = session.execute(_DAYS, {"days": list(days)})
    return {row.booked_on: (row.facts, tuple(row.peaks)) for row in rows}


def put_days(session: Session, days: Sequence[GrownDay]) -> None:
    if days:
        session.execute(
            _PUT_DAY,
            [
                {"on": d.on, "facts": d.facts, "last_entry": d.last_entry, "root": d.root, "peaks": list(d.peaks)}
                for d in days
            ],
        )


def move_watermark(session: Session, upto: int) -> None:
    session.execute(_MOVE, {"upto": upto})
