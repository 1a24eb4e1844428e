"""The statement of a year: as much memory for a million lines as for ten thousand.

A producer sells a line for every `--lines`, two to an order, over one year, is paid each week, and asks for the year in
each format. Each statement is written by a process of its own, whose largest resident size is what counts; the
statement compares itself with the books while it is written, so what is printed here was equal to them.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import text

from kit.database import Database
from market.payouts.periods.rules.facts import Period
from market.payouts.periods.write_statement import StatementFormat, write_statement
from tests.services import running_services

_ROOT = Path(__file__).parents[1]
_YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
_PRODUCER = "org_bench"
# How many megabytes more a million lines may take than ten thousand: buffers of the driver grow to their size once.
_TOLERANCE_MB = 40

_FILL = (  # in order; triggers and foreign keys are off, so balances are summed at the end
    """
    insert into organisation (id, slug, kind, name, line, relation, country, region, place, languages, sector,
                              tax_status, tax_number, version)
    values ('org_bench', 'bench', 'producer', 'A large cooperative', 'agrarian', 'agricultural_coop', 'PE', '', '',
            '{}', '', '', '', 1)
    """,
    """
    insert into ledger_account (code, currency, kind, owner_id, is_guarded, balance_minor)
    select code, 'EUR', kind, owner, owner is not null, 0
    from (values ('producer:org_bench:payable', 'liability', 'org_bench'),
                 ('premium:org_bench', 'liability', 'org_bench'),
                 ('producer:org_bench:in_transit', 'liability', 'org_bench'), ('bank:manual_bank', 'asset', null),
                 ('platform:fee_income', 'income', null), ('tax:FR', 'liability', null),
                 ('stripe:pending', 'asset', null)) as a (code, kind, owner)
    """,
    """
    insert into customer_order (id, email, full_name, shipping_address, country, locale, currency, goods_minor,
                                shipping_minor, discount_minor, total_minor, state, placed_at, expires_at, paid_at,
                                version)
    select 'ord_' || lpad(n::text, 10, '0'), 'b@example.org', 'B', '{}', 'FR', 'en', 'EUR', 2436, 0, 0, 2436, 'paid',
           at, at, at, 1
    from generate_series(1, :lines / 2) n,
         lateral (select timestamptz '2026-01-01' + n * (interval '364 days' / (:lines / 2)) as at) t
    """,
    """
    insert into order_line (id, order_id, parcel_id, producer_id, product_id, variant_id, name, variant_label, quantity,
                            unit_amount_minor, amount_minor, discount_minor, floor_note, market_note, claims)
    select 'li_' || lpad(n::text, 10, '0'), 'ord_' || lpad(((n + 1) / 2)::text, 10, '0'), 'pcl', 'org_bench', 'prod',
           'var', 'Washed arabica of the high valley ' || n % 40, '250 g', 1, 1218, 1218, 0, '', '', '[]'
    from generate_series(1, :lines) n
    """,
    """
    insert into breakdown_part (id, order_id, order_line_id, kind, payer, beneficiary_id, account_code, amount_minor,
                                rule_id, rule_version, rule_note)
    select 'bdp_' || lpad((n * 5 + part.place)::text, 11, '0'), 'ord_' || lpad(((n + 1) / 2)::text, 10, '0'),
           'li_' || lpad(n::text, 10, '0'), part.kind, 'buyer', part.beneficiary, part.account, part.minor, part.rule,
           part.version, part.note
    from generate_series(1, :lines) n,
         (values (0, 'producer', 'org_bench', 'producer:org_bench:payable', 1000, null, null, ''),
                 (1, 'premium', 'org_bench', 'premium:org_bench', 44, 'mpr_coffee', null, 'fair-trade premium 0.44'),
                 (2, 'market_fee', null, 'platform:fee_income', 90, 'fee_standard', 2, 'standard: 8 % of the goods'),
                 (3, 'fee_vat', null, 'tax:FR', 18, 'ftr_fr', null, 'FR, VAT on the fee: 20 %'),
                 (4, 'vat', null, 'tax:FR', 66, 'tax_food', null, 'FR food: 5.5 %'))
             as part (place, kind, beneficiary, account, minor, rule, version, note)
    """,
    """
    insert into journal (id, idempotency_key, input_hash, kind, order_id, subject_id, effective_at, note, detail)
    select 'led_' || id, 'order:' || id || '/paid', '', 'order_paid', id, id, paid_at, '', '{}' from customer_order
    """,
    """
    insert into posting (journal_id, account_id, currency, amount_minor)
    select 'led_' || o.id, a.id, 'EUR', leg.minor
    from customer_order o,
         (values ('stripe:pending', 2436), ('producer:org_bench:payable', -2000), ('premium:org_bench', -88),
                 ('platform:fee_income', -180), ('tax:FR', -168)) as leg (code, minor)
         join ledger_account a on a.code = leg.code
    """,
    """
    insert into payout_run (id, period, sequence, as_of, triggered_by)
    select 'run_' || w, '2026-W' || lpad(w::text, 2, '0'), 1, timestamptz '2026-01-04' + w * interval '7 days', 'bench'
    from generate_series(1, 50) w
    """,
    """
    insert into payout (id, run_id, beneficiary_id, payout_account_id, rail, purpose, currency, gross_minor,
                        netted_minor, amount_minor, state, bank_reference, paid_at)
    select 'pyt_' || w, 'run_' || w, 'org_bench', 'pac', 'manual_bank', 'goods', 'EUR', 1000, 0, 1000, 'paid',
           'SEPA-' || w, timestamptz '2026-01-05' + w * interval '7 days'
    from generate_series(1, 50) w
    """,
    """
    insert into journal (id, idempotency_key, input_hash, kind, subject_id, effective_at, note, detail)
    select 'led_pyt_' || w || what, 'payout:pyt_' || w || what, '', kind, 'pyt_' || w,
           timestamptz '2026-01-04' + w * interval '7 days', '', '{}'
    from generate_series(1, 50) w, (values ('', 'payout_claimed'), ('/sent', 'transfer_sent')) as e (what, kind)
    """,
    """
    insert into posting (journal_id, account_id, currency, amount_minor)
    select 'led_pyt_' || w || leg.what, a.id, 'EUR', leg.minor
    from generate_series(1, 50) w,
         (values ('', 'producer:org_bench:payable', 1000), ('', 'producer:org_bench:in_transit', -1000),
                 ('/sent', 'producer:org_bench:in_transit', 1000), ('/sent', 'bank:manual_bank', -1000))
             as leg (what, code, minor)
         join ledger_account a on a.code = leg.code
    """,
    """
    update ledger_account a set balance_minor = s.minor
    from (select account_id, sum(amount_minor) as minor from posting group by account_id) s where s.account_id = a.id
    """,
)


@dataclass(frozen=True)
class Measured:
    """One statement: how long it took, how large it is, and the most memory that its process had."""

    written_as: str
    lines: int
    seconds: float
    megabytes: float
    peak_mb: float


def measure(*, lines: int, formats: tuple[str, ...] = ("ndjson", "json", "csv", "xlsx", "pdf")) -> bool:
    """Print each format at ten thousand lines and at `lines`; whether memory stayed as it was."""
    few = [_measure_all(10_000, formats), _measure_all(lines, formats)]
    print(f"{'format':8} {'lines':>9} {'seconds':>8} {'lines/s':>8} {'MB':>8} {'peak RSS, MB':>13}")
    for measured in sorted((one for many in few for one in many), key=lambda one: (one.written_as, one.lines)):
        print(
            f"{measured.written_as:8} {measured.lines:>9,} {measured.seconds:>8.1f} "
            f"{measured.lines / measured.seconds:>8,.0f} {measured.megabytes:>8.1f} {measured.peak_mb:>13.1f}"
        )
    more = {after.written_as: after.peak_mb - before.peak_mb for before, after in zip(*few, strict=True)}
    is_constant = all(megabytes <= _TOLERANCE_MB for megabytes in more.values())
    told = ", ".join(f"{written_as} {megabytes:+.1f}" for written_as, megabytes in more.items())
    print(f"More memory for {lines:,} lines than for 10,000, in MB: {told}. Limit: {_TOLERANCE_MB}.")
    return is_constant


def _measure_all(lines: int, formats: tuple[str, ...]) -> list[Measured]:
    with running_services() as services, services.clone() as url:
        _fill(url, lines)
        return [_measure(url, lines, written_as) for written_as in formats]


def _fill(url: str, lines: int) -> None:
    database = Database(url, pool_size=1, statement_timeout_ms=0)
    begun = time.monotonic()
    with database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        for statement in _FILL:
            session.execute(text(statement), {"lines": lines} if ":lines" in statement else {})
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    database.close()
    print(f"{lines:,} lines written down in {time.monotonic() - begun:.0f} s")


def _measure(url: str, lines: int, written_as: str) -> Measured:
    child = subprocess.run(
        [sys.executable, "-m", "bench.statement_stream", "--database", url, "--format", written_as],
        cwd=_ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return Measured(written_as, lines, **json.loads(child.stdout))


def _write(url: str, written_as: str) -> None:
    """What the child does: write one statement and say what it took."""
    database = Database(url, pool_size=1)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "statement"
        begun = time.monotonic()
        write_statement(
            database,
            organisation=_PRODUCER,
            period=_YEAR,
            written_as=StatementFormat(written_as),
            lang="en",
            out=out,
        )
        seconds, megabytes = time.monotonic() - begun, out.stat().st_size / 1e6
    database.close()
    # Linux counts kilobytes.
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes, "peak_mb": peak_mb}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000, help="how many lines the year has")
    parser.add_argument("--format", default="", help="only this format")
    parser.add_argument("--database", default="", help="write one statement from this database, and nothing else")
    arguments = parser.parse_args()
    if arguments.database:
        _write(arguments.database, arguments.format)
    elif not measure(lines=arguments.lines, **({"formats": (arguments.format,)} if arguments.format else {})):
        sys.exit(1)
