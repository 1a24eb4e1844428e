"""SQL that reads facts, their sums and their days as they stood after an entry of the books.

Kept sums hold everything that is written. As of an earlier entry they are too much by the facts that came later, and
these are taken off again in the same statement: it sees sums and facts as one transaction left them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, TextClause, text
from sqlalchemy.orm import Session

from market.impact.facts.rules import Group, Period, Sum
from market.impact.facts.stay_queries import STAYS

_LINES_AT_ONCE = 1000
_LATER = """
    select f.group_id, f.kind || '.' || m.key as measure, -m.value::bigint as amount, f.organisation_id, f.booked_on
    from impact_fact f cross join lateral jsonb_each_text(f.amounts) m
    where f.entry > :as_of and f.currency = :currency and f.booked_on >= :start and f.booked_on < :end
"""
_SUMMED = """
    select g.country, g.line, g.relation, g.structure, g.sector, s.measure, s.amount
    from (select group_id, measure, sum(amount)::bigint as amount from part
          group by group_id, measure having sum(amount) <> 0) s
    join impact_group g on g.id = s.group_id
"""
_SUMS = text(
    f"""
    with part (group_id, measure, amount) as (
        select group_id, measure, amount from impact_rollup
        where span = 'month' and currency = :currency and starts_on >= :months_start and starts_on < :months_end
        union all
        select group_id, measure, amount from impact_rollup
        where span = 'day' and currency = :currency and (starts_on >= :start and starts_on < :months_start
                                                         or starts_on >= :months_end and starts_on < :end)
        union all
        select group_id, measure, amount from ({_LATER}) later
    )
    {_SUMMED}
    """
)
# A whole month of an organisation is kept; of the days around, and of months that it was there in part, facts are read.
# `offset 0` has each organisation looked up by itself: the planner takes a few of them for many, and would read all.
_SUMS_OF_SOME = text(
    f"""
    with stay as materialized (
        {STAYS}
    ), whole as materialized (
        select s.member_id, m.starts_on::date as starts_on,
               daterange(m.starts_on::date, (m.starts_on + interval '1 month')::date) as days
        from stay s
        join generate_series(cast(:months_start as date), cast(:months_end as date) - 1, interval '1 month')
             as m (starts_on) on s.days @> daterange(m.starts_on::date, (m.starts_on + interval '1 month')::date)
    ), around as materialized (
        select s.member_id, unnest(s.days - coalesce(w.days, '{{}}')) as days
        from stay s
        left join (select member_id, range_agg(days) as days from whole group by member_id) w using (member_id)
    ), part (group_id, measure, amount) as (
        select r.group_id, r.measure, r.amount
        from whole w
        cross join lateral (
            select * from impact_producer_rollup
            where organisation_id = w.member_id and starts_on = w.starts_on and currency = :currency offset 0) r
        union all
        select f.group_id, f.kind || '.' || m.key, m.value::bigint
        from around a
        cross join lateral (
            select * from impact_fact
            where organisation_id = a.member_id and booked_on >= lower(a.days) and booked_on < upper(a.days)
              and currency = :currency offset 0) f
        cross join lateral jsonb_each_text(f.amounts) m
        union all
        select later.group_id, later.measure, later.amount
        from ({_LATER}) later join stay s on s.member_id = later.organisation_id and s.days @> later.booked_on
    )
    {_SUMMED}
    """
)
_KEPT_DAYS = text(
    """
    select booked_on, facts, root, last_entry <= :as_of as is_whole from impact_day
    where booked_on >= :start and booked_on < :end order by booked_on
    """
)
_KNOWN = "from impact_fact f where f.booked_on >= :start and f.booked_on < :end and f.entry <= :as_of"
_THEIRS = f"""
    from ({STAYS}) s
    cross join lateral (select * {_KNOWN} and f.organisation_id = s.member_id and s.days @> f.booked_on offset 0) f
"""
_IN_ORDER = "order by f.booked_on, f.entry, f.ordinal"
_LEAVES = text(f"select f.booked_on, f.leaf {_KNOWN} {_IN_ORDER}").execution_options(yield_per=_LINES_AT_ONCE)
_LEAVES_OF_SOME = text(f"select f.booked_on, f.leaf {_THEIRS} {_IN_ORDER}").execution_options(yield_per=_LINES_AT_ONCE)
_LINES = text(f"select f.line {_KNOWN} {_IN_ORDER}").execution_options(yield_per=_LINES_AT_ONCE)
_LINES_OF_SOME = text(f"select f.line {_THEIRS} {_IN_ORDER}").execution_options(yield_per=_LINES_AT_ONCE)


@dataclass(frozen=True)
class KeptDay:
    """A day as it is kept. `is_whole`: none of its facts came after the entry that was asked for."""

    on: date
    facts: int
    root: bytes
    is_whole: bool


def list_sums(
    session: Session,
    period: Period,
    *,
    as_of: int,
    currency: str,
    organisation_ids: Sequence[str] | None,
    network_id: str | None,
) -> list[Sum]:
    """The sums of the period, in no order."""
    # Without a whole month, all of it lies before the months.
    months = period.whole_months
    asked = {
        **_asked(period, as_of),
        "currency": currency,
        "months_start": months.start if months else period.end,
        "months_end": months.end if months else period.end,
    }
    rows = _execute(session, (_SUMS, _SUMS_OF_SOME), asked, organisation_ids, network_id)
    return [
        Sum(
            row.measure,
            currency,
            Group(row.country, row.line, row.relation, row.structure, row.sector),
            row.amount,
        )
        for row in rows
    ]


def list_kept_days(session: Session, period: Period, *, as_of: int) -> list[KeptDay]:
    rows = session.execute(_KEPT_DAYS, _asked(period, as_of))
    return [KeptDay(row.booked_on, row.facts, bytes(row.root), row.is_whole) for row in rows]


def stream_leaves(
    session: Session, period: Period, *, as_of: int, organisation_ids: Sequence[str] | None, network_id: str | None
) -> Iterator[tuple[date, bytes]]:
    """The day and hash of each fact in the order of days and of the books."""
    rows = _execute(session, (_LEAVES, _LEAVES_OF_SOME), _asked(period, as_of), organisation_ids, network_id)
    return ((row.booked_on, bytes(row.leaf)) for row in rows)


def stream_lines(
    session: Session, period: Period, *, as_of: int, organisation_ids: Sequence[str] | None, network_id: str | None
) -> Iterator[str]:
    """The lines in the same order, a thousand at a time."""
    rows = _execute(session, (_LINES, _LINES_OF_SOME), _asked(period, as_of), organisation_ids, network_id)
    return (row.line for row in rows)


def _asked(period: Period, as_of: int) -> dict[str, object]:
    return {"start": period.start, "end": period.end, "as_of": as_of}


def _execute(
    session: Session,
    of_all_or_some: tuple[TextClause, TextClause],
    asked: dict[str, object],
    organisation_ids: Sequence[str] | None,
    network_id: str | None,
) -> Iterator[Row[tuple[object, ...]]]:
    of_all, of_some = of_all_or_some
    if organisation_ids is None and network_id is None:
        return iter(session.execute(of_all, asked))
    ids = None if organisation_ids is None else list(organisation_ids)
    return iter(session.execute(of_some, {**asked, "organisation_ids": ids, "network_id": network_id}))
