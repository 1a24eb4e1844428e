"""Impact facts of a year of a market: what it costs to keep them, to make a statement of them, and to check them.

All of it in one run, one database, one process beside it. `make bench-impact ARGS="--lines 10000000"` for a large one.
"""

import argparse
import hashlib
import hmac
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

import rfc8785
from sqlalchemy import text

from bench.impact_fill import fill
from kit.database import Database
from market.impact.facts.check_rollups import check_rollups
from market.impact.facts.follow_books import follow_books
from market.impact.facts.follow_queries import find_watermark
from market.impact.facts.list_days import list_days
from market.impact.facts.list_sums import list_sums
from market.impact.facts.rules import Period, line_of_day
from tests.services import running_services

_YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
_NOW = datetime(2027, 1, 2, tzinfo=UTC)
_STATEMENT_LIMIT, _CHECK_LIMIT = 0.02, 2.0
_ROUNDS = 3
# What any program would have to read: the parts of every price and every item of every payout, by day and by what an
# organisation is. Without the names, the trees, and what was completed when.
_BARE = text(
    """
    with event as (
        select j.sequence, j.kind, j.order_id, j.subject_id, (j.effective_at at time zone 'UTC')::date as day
        from journal j where j.kind in ('order_paid', 'refund')
    ), part as (
        select e.day, b.kind, l.producer_id, b.amount_minor
        from event e join breakdown_part b on b.order_id = e.order_id join order_line l on l.id = b.order_line_id
        where e.kind = 'order_paid'
        union all
        select e.day, b.kind, l.producer_id, -r.amount_minor
        from event e join refund_part r on r.refund_id = e.subject_id
        join breakdown_part b on b.id = r.breakdown_part_id join order_line l on l.id = b.order_line_id
        where e.kind = 'refund'
        union all
        select (j.effective_at at time zone 'UTC')::date, 'sent ' || p.purpose, p.beneficiary_id, x.amount_minor
        from journal j join payout p on p.id = j.subject_id join payout_item x on x.payout_id = p.id
        join payable_item i on i.id = x.payable_item_id
        where j.kind = 'transfer_sent'
    )
    select p.day, p.kind, g.country, g.line, g.relation, g.structure, g.sector, count(*), sum(p.amount_minor)
    from part p join organisation g on g.id = p.producer_id
    group by p.day, p.kind, g.country, g.line, g.relation, g.structure, g.sector
    """
)
_HOLDS = text("select count(*) as facts, (select count(*) from impact_rollup) as sums from impact_fact")


@dataclass(frozen=True)
class Spent:
    """Seconds of the clock."""

    seconds: float


def measure(*, lines: int, producers: int) -> bool:
    """Print everything beside its limit; whether each kept to it."""
    with running_services() as services, services.clone() as url:
        fill(url, lines=lines, producers=producers)
        database = Database(url, pool_size=2, statement_timeout_ms=0)
        try:
            return _measure(database)
        finally:
            database.close()


def _measure(database: Database) -> bool:
    bare = _best(lambda: _read(database, _BARE))
    print(f"{'the sums by bare SQL over the books':50} {bare:9.2f} s", flush=True)
    followed = _timed(lambda: _follow(database))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    with database.reading() as session:
        facts, sums = session.execute(_HOLDS).one()
    print(f"{'following the books':50} {followed:9.2f} s  {facts:,} facts, {sums:,} kept sums", flush=True)
    print(
        f"{'  for each fact':50} {followed / facts * 1e6:9.1f} µs {followed / bare:.1f} × the bare SQL, once",
        flush=True,
    )
    statement = _best(lambda: _statement(database))
    print(f"{'a statement of the year, canonical and signed':50} {statement * 1000:9.2f} ms", flush=True)
    check = _timed(lambda: _check(database))
    print(f"{'everything again from the books, and compared':50} {check:9.2f} s", flush=True)
    print(f"statement / bare SQL: {statement / bare:.2%} (limit {_STATEMENT_LIMIT:.0%})")
    print(f"check / bare SQL: {check / bare:.2f} (limit {_CHECK_LIMIT})")
    return statement <= _STATEMENT_LIMIT * bare and check <= _CHECK_LIMIT * bare


def _timed(work: Callable[[], object]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def _best(work: Callable[[], object]) -> float:
    return min(_timed(work) for _ in range(_ROUNDS))


def _read(database: Database, statement: object) -> None:
    with database.reading() as session:
        session.execute(statement).all()  # type: ignore[call-overload]


def _follow(database: Database) -> None:
    """A transaction for each batch, as the worker does it."""
    is_behind = True
    while is_behind:
        with database.transaction() as session:
            is_behind = follow_books(session) is not None


def _statement(database: Database) -> bytes:
    """The sums of the year for the whole market and the roots of its days, as canonical JSON, signed."""
    with database.reading() as session:
        as_of = find_watermark(session)
        sums = list_sums(session, _YEAR, as_of=as_of, currency="EUR")
        days = list_days(session, _YEAR, as_of=as_of)
    said = rfc8785.dumps({"days": [line_of_day(day) for day in days], "sums": [asdict(one) for one in sums]})
    return hmac.digest(b"key", hashlib.sha256(said).digest(), "sha256")


def _check(database: Database) -> None:
    if found := check_rollups(database, now=_NOW):
        raise RuntimeError(f"{len(found)} differences: {found[:5]}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="bench.impact", description=__doc__)
    parser.add_argument("--lines", type=int, default=200_000, help="how many order lines the year has")
    parser.add_argument("--producers", type=int, default=400, help="of how many producers")
    arguments = parser.parse_args()
    sys.exit(not measure(lines=arguments.lines, producers=arguments.producers))
