"""Impact facts of a year of a market: what it costs to keep them, to make a statement of them, and to check them.

All of it in one run, one database, one process beside it. `make bench-impact ARGS="--lines 10000000"` for a large one.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import TextClause, text

from bench.cpu import ServerCpu
from bench.impact_fill import fill
from kit.database import Database
from market.impact.build_statement import build_statement
from market.impact.facts.check_queries import list_unlike_books
from market.impact.facts.check_rollups import check_rollups
from market.impact.facts.follow_queries import FOUND, find_watermark, take_time
from market.impact.facts.keep_up import keep_up
from market.impact.request_statement import About, request_statement
from market.impact.sign_statement import Signing
from models.enums import StatementState, StatementSubject
from tests.services import running_services

_SIGNING = Signing("https://market.example", "a secret key of the bench, long enough")
_NOW = datetime(2027, 1, 2, tzinfo=UTC)
_STATEMENT_LIMIT, _AGAIN_LIMIT = 0.02, 2.0
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
# What the recomputation finds, without looking at what is kept.
_FOUND = text(f"select count(order_ref), count(amounts) from ({FOUND} offset 0) found")
# As much memory as `take_time` gives.
_WORK_MEM = text("set local work_mem = '64MB'")
# However many there are.
_NO_LIMIT = text("set local statement_timeout = 0")
_HOLDS = text("select count(*) as facts, (select count(*) from impact_rollup) as sums from impact_fact")


def measure(*, lines: int, producers: int, per_order: int, rounds: int) -> bool:
    """Print everything beside its limit, each as the best of so many rounds; whether each kept to it."""
    with running_services() as services, services.clone() as url:
        fill(url, lines=lines, producers=producers, per_order=per_order)
        database = Database(url, pool_size=2, statement_timeout_ms=0)
        try:
            return _measure(database, rounds)
        finally:
            database.close()


def _measure(database: Database, rounds: int) -> bool:
    clock = Clock(database, rounds)
    bare = clock.best(lambda: _read(database, _BARE))
    _say("the sums by bare SQL over the books", bare)
    followed = clock.once(lambda: keep_up(database))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    with database.reading() as session:
        facts, sums = session.execute(_HOLDS).one()
    _say(f"following the books: {facts:,} facts, {sums:,} kept sums", followed)
    print(f"{'  for each fact':60} {followed.cpu / facts * 1e6:6.0f} µs of processor time", flush=True)
    statement = clock.best(lambda: _statement(database))
    _say("a statement of the whole market's year, signed", statement)
    found = clock.best(lambda: _read(database, _FOUND, **_all(database)))
    _say("every fact again from the books, and no more", found)
    again = clock.best(lambda: _facts_again(database))
    _say("every fact again from the books, and compared", again)
    checked = clock.once(lambda: _check(database))
    _say("the whole check: with lines, sums and roots", checked)
    print(f"statement / bare SQL {statement.cpu / bare.cpu:.2%} (limit {_STATEMENT_LIMIT:.0%})")
    print(f"recomputation / the same facts {again.cpu / found.cpu:.2f}")
    print(f"recomputation / bare SQL {again.cpu / bare.cpu:.2f} (limit {_AGAIN_LIMIT}); ", end="")
    print(f"the whole check {checked.cpu / bare.cpu:.2f}")
    return statement.cpu <= _STATEMENT_LIMIT * bare.cpu and again.cpu <= _AGAIN_LIMIT * bare.cpu


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, and of processor time: of PostgreSQL and of this process. Ratios are of the latter, which
    depends less on what else the machine does."""

    seconds: float
    cpu: float


class Clock:
    """Measures work, here and in PostgreSQL."""

    def __init__(self, database: Database, rounds: int):
        self._rounds = rounds
        with database.reading() as session:
            backend: int = session.execute(text("select pg_backend_pid()")).scalar_one()
        stat = Path(f"/proc/{backend}/stat").read_text()
        self._postmaster = int(stat.rpartition(")")[2].split()[1])

    def best(self, work: Callable[[], object]) -> Spent:
        return min((self.once(work) for _ in range(self._rounds)), key=lambda spent: spent.cpu)

    def once(self, work: Callable[[], object]) -> Spent:
        server = ServerCpu(self._postmaster)
        begun, ours = time.monotonic(), time.process_time()
        with server.watched():
            work()
        return Spent(time.monotonic() - begun, server.seconds + time.process_time() - ours)


def _say(what: str, spent: Spent) -> None:
    print(f"{what:60} {spent.seconds:8.2f} s {spent.cpu:8.2f} s of processor time", flush=True)


def _read(database: Database, statement: TextClause, **values: int) -> None:
    with database.reading() as session:
        session.execute(_WORK_MEM)
        session.execute(statement, values).all()


def _all(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {"after": 0, "upto": find_watermark(session)}


def _statement(database: Database) -> None:
    """As a worker makes it: asked for, added up, written as canonical JSON, signed and stored."""
    with database.transaction() as session:
        asked = request_statement(
            session,
            About(StatementSubject.MARKET),
            period_start=datetime(2026, 1, 1, tzinfo=UTC),
            period_end=datetime(2027, 1, 1, tzinfo=UTC),
            currency="EUR",
            requested_by=None,
            now=_NOW,
        )
    built = build_statement(database, asked.id, signing=_SIGNING, now=_NOW)
    if built.state is not StatementState.READY:
        raise RuntimeError(built.failure)


def _facts_again(database: Database) -> None:
    with database.reading() as session:
        take_time(session)
        session.execute(_NO_LIMIT)
        found = list_unlike_books(session, after=0, upto=find_watermark(session))
    if found:
        raise RuntimeError(f"{len(found)} differences: {found[:5]}")


def _check(database: Database) -> None:
    if found := check_rollups(database, now=_NOW):
        raise RuntimeError(f"{len(found)} differences: {found[:5]}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="bench.impact", description=__doc__)
    parser.add_argument("--lines", type=int, default=200_000, help="how many order lines the year has")
    parser.add_argument("--producers", type=int, default=400, help="of how many producers")
    parser.add_argument("--per-order", type=int, default=2, help="how many lines an order has, of two producers")
    parser.add_argument("--rounds", type=int, default=3, help="how often what can be repeated is measured")
    arguments = parser.parse_args()
    sys.exit(
        not measure(
            lines=arguments.lines,
            producers=arguments.producers,
            per_order=arguments.per_order,
            rounds=arguments.rounds,
        )
    )
