"""A payout run over a million payable lines of ten thousand producers, beside the bare aggregation and inserts.

Both sides work on a database of their own that was filled alike, with all its triggers and constraints, from `begin` to
`commit`. The run is measured in a process of its own, so that its largest resident size says how much of the lines
passed through Python: none.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from kit.clock import IsoWeek
from kit.database import Database
from market.payouts.run_payouts import run_payouts
from tests.services import running_services

_ROOT = Path(__file__).parents[1]
_NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
_LIMIT = 2.0
# How many megabytes more a hundred times as many lines may take: the driver's buffers grow to their size once.
_TOLERANCE_MB = 20

_FILL = (  # in order; triggers and foreign keys are off, so balances are summed at the end
    """
    insert into organisation (id, slug, kind, name, line, relation, country, region, place, languages, sector,
                              tax_status, tax_number, version)
    select 'org_' || n, 'producer-' || n, 'producer', 'Producer ' || n, 'agrarian', 'agricultural_coop', 'PE', '', '',
           '{}', '', '', '', 1
    from generate_series(1, :producers) n
    """,
    """
    insert into payout_account (id, organisation_id, rail, currency, country, state, stripe_account_id, attempt,
                                holder_name, account_number, is_iban, bic, bank_name, requirements)
    select 'pac_' || n, 'org_' || n, case n % 2 when 0 then 'stripe_connect' else 'manual_bank' end, 'EUR', 'PE',
           'active', case n % 2 when 0 then 'acct_' || n end, 1, '', '', false, '', '', '[]'
    from generate_series(1, :producers) n
    """,
    """
    insert into customer_order (id, email, full_name, shipping_address, country, locale, currency, goods_minor,
                                shipping_minor, discount_minor, total_minor, state, placed_at, expires_at, paid_at,
                                version)
    select 'ord_' || n, 'b@example.org', 'B', '{}', 'FR', 'en', 'EUR', 3000, 0, 0, 3000, 'paid', at, at, at, 1
    from generate_series(0, :lines / 3) n, (values (timestamptz '2026-11-01')) as t (at)
    """,
    """
    insert into order_line (id, order_id, parcel_id, producer_id, product_id, variant_id, name, variant_label, quantity,
                            unit_amount_minor, amount_minor, discount_minor, floor_note, market_note, claims)
    select 'li_' || n, 'ord_' || n / 3, 'pcl', 'org_' || 1 + n % :producers, 'prod', 'var', 'Coffee', '250 g', 1, 1000,
           1000, 0, '', '', '[]'
    from generate_series(1, :lines) n
    """,
    """
    insert into payable_item (id, source, order_id, order_line_id, beneficiary_id, purpose, currency, amount_minor,
                              reduced_minor, floor_minor, earned_at, eligible_at)
    select 'pyi_' || n, 'line', 'ord_' || n / 3, 'li_' || n, 'org_' || 1 + n % :producers, 'goods', 'EUR', 800 + n % 7,
           0, 700, timestamptz '2026-11-01', timestamptz '2026-11-08' + n % 1000 * interval '1 minute'
    from generate_series(1, :lines) n
    """,
    """
    insert into ledger_account (code, currency, kind, owner_id, is_guarded, balance_minor)
    select 'producer:' || beneficiary_id || '\\:payable', 'EUR', 'liability', beneficiary_id, true, -sum(amount_minor)
    from payable_item group by beneficiary_id
    """,
    """
    insert into ledger_account (code, currency, kind, owner_id, is_guarded, balance_minor)
    select 'producer:' || id || '\\:in_transit', 'EUR', 'liability', id, true, 0 from organisation
    """,
)
# What any program would have to send: sum up, write the payouts, their items, their entries and what is to be done.
_BARE = (
    """
    insert into payout_run (id, period, sequence, as_of, triggered_by) values ('run_b', '2026-W48', 1, now(), 'bench')
    """,
    """
    insert into payout (id, run_id, beneficiary_id, payout_account_id, rail, purpose, currency, gross_minor,
                        netted_minor, amount_minor, state)
    select 'pyt_' || i.beneficiary_id, 'run_b', i.beneficiary_id, a.id, a.rail, i.purpose, i.currency,
           sum(i.amount_minor), 0, sum(i.amount_minor), 'in_transit'
    from payable_item i join payout_account a on a.organisation_id = i.beneficiary_id
    where i.eligible_at <= '2026-11-25' group by i.beneficiary_id, a.id, i.purpose, i.currency
    """,
    """
    insert into payout_item (payout_id, payable_item_id, amount_minor)
    select 'pyt_' || beneficiary_id, id, amount_minor from payable_item where eligible_at <= '2026-11-25'
    """,
    """
    insert into journal (id, idempotency_key, input_hash, kind, subject_id, effective_at, note, detail)
    select 'led_' || id, 'payout:' || id, sha256(id::bytea), 'payout_claimed', id, now(), '', '{}' from payout
    """,
    """
    insert into posting (journal_id, account_id, currency, amount_minor)
    select 'led_' || p.id, a.id, 'EUR', case leg when 1 then p.amount_minor else -p.amount_minor end
    from payout p, generate_series(1, 2) leg, ledger_account a
    where a.code = 'producer:' || p.beneficiary_id || case leg when 1 then '\\:payable' else '\\:in_transit' end
    """,
    """
    insert into stripe_operation (id, kind, business_key, idempotency_key, parameters, subject_id, state, attempts,
                                  next_attempt_at, must_look_up)
    select 'sop_' || id, 'transfer', 'tr:' || id, 'tr:' || id || '/1',
           jsonb_build_object('amount_minor', amount_minor, 'currency', currency), id, 'pending', 0, now(), false
    from payout where rail = 'stripe_connect'
    """,
    """
    insert into outbox (task, arguments, dedupe_key, available_at)
    select 'execute_stripe_operation', jsonb_build_object('operation_id', id), 'x' || id, now() from stripe_operation
    """,
)


@dataclass(frozen=True)
class Measured:
    """One run: seconds, payouts made, and the most memory in megabytes that its process had."""

    seconds: float
    payouts: int
    peak_mb: float


def measure(*, lines: int, producers: int) -> bool:
    """Print the run beside the bare statements; whether it stayed within its limits."""
    few = _measure_run(lines // 100, producers // 100)
    bare = _measure_bare(lines, producers)
    many = _measure_run(lines, producers)
    ratio, more = many.seconds / bare.seconds, many.peak_mb - few.peak_mb
    print(f"{'':24} {'seconds':>8} {'payouts':>9} {'lines/s':>10} {'peak RSS, MB':>13}")
    for name, measured, of in (("bare statements", bare, lines), ("a payout run", many, lines)):
        print(
            f"{name:24} {measured.seconds:8.1f} {measured.payouts:9,} {of / measured.seconds:10,.0f} "
            f"{measured.peak_mb:13.1f}"
        )
    print(f"The run takes {ratio:.2f} × the bare statements (limit {_LIMIT}), and {more:+.1f} MB more memory")
    print(f"than for a hundredth of the lines (limit {_TOLERANCE_MB}).")
    return ratio <= _LIMIT and more <= _TOLERANCE_MB


def _measure_bare(lines: int, producers: int) -> Measured:
    with running_services() as services, services.clone() as url:
        _fill(url, lines, producers)
        database = Database(url, pool_size=1, statement_timeout_ms=0)
        begun = time.monotonic()
        with database.transaction() as session:
            for statement in _BARE:
                session.execute(text(statement))
        seconds = time.monotonic() - begun
        with database.reading() as session:
            payouts = session.execute(text("select count(*) from payout")).scalar_one()
        database.close()
        return Measured(seconds, payouts, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _measure_run(lines: int, producers: int) -> Measured:
    with running_services() as services, services.clone() as url:
        _fill(url, lines, producers)
        child = subprocess.run(
            [sys.executable, "-m", "bench.payout_run", "--database", url],
            cwd=_ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        return Measured(**json.loads(child.stdout))


def _run(url: str) -> None:
    """What the child does: one run, and what it took."""
    database = Database(url, pool_size=1, statement_timeout_ms=0)
    begun = time.monotonic()
    with database.transaction() as session:
        outcome = run_payouts(session, period=IsoWeek.of(_NOW), now=_NOW, triggered_by="bench")
    seconds = time.monotonic() - begun
    database.close()
    # Linux counts kilobytes.
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "payouts": outcome.payouts, "peak_mb": peak_mb}))


def _fill(url: str, lines: int, producers: int) -> None:
    database = Database(url, pool_size=1, statement_timeout_ms=0)
    begun = time.monotonic()
    values = {"lines": lines, "producers": producers}
    with database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        for statement in _FILL:
            session.execute(text(statement), {key: value for key, value in values.items() if f":{key}" in statement})
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
        connection.execute(text("checkpoint"))
    database.close()
    print(f"{lines:,} lines of {producers:,} producers written down in {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000, help="how many payable lines are due")
    parser.add_argument("--producers", type=int, default=10_000, help="of how many producers")
    parser.add_argument("--database", default="", help="run payouts once in this database, and nothing else")
    arguments = parser.parse_args()
    if arguments.database:
        _run(arguments.database)
    elif not measure(lines=arguments.lines, producers=arguments.producers):
        sys.exit(1)
