"""A catalogue of a hundred thousand rows: how fast it comes in, in how much memory, beside a bare COPY of its rows.

The file is Shopify's CSV: one product to a row, each with words, a price, a count and a weight, in the demo's market,
which is in the EU: every word is judged, and what the producer gets of each price is reckoned. Each run is a process of
its own, whose largest resident size is what counts. The limit is PostgreSQL itself: the same products, variants, prices
and counts by COPY, into tables with the same constraints, indexes and triggers, with nothing read, checked or reported.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from cli.demo.content import load_content
from cli.demo.ground import lay_ground
from gateways.files import LocalFiles
from kit.database import Database, copy_rows
from kit.ids import new_id
from market.catalog.importing.formats import FORMATS, Asked, Source
from market.catalog.importing.import_catalog import import_catalog
from market.catalog.importing.import_chunk import ImportTerms
from market.catalog.importing.start_import import ImportWish
from models.enums import OrganisationKind, ProductionLine, ProductionRelation
from models.organisations import Organisation
from tests.services import running_services

_ROOT = Path(__file__).parents[1]
_NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_TERMS = ImportTerms("EUR", "FR")
_PRODUCER = "org_bench"
_WANTED_PER_SECOND = 2_000
_WANTED_MIB = 256

_HEADER = (
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Type",
    "Tags",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Variant SKU",
    "Variant Grams",
    "Variant Inventory Qty",
    "Variant Price",
)
_LIST = (
    "coffee cocoa honey quinoa sugar vanilla pepper cotton basket soap oil rice banana mango cashew almond scarf bowl "
    "jam ginger cinnamon chocolate powder bean nut butter cream candle blanket hammock panela maca chia sesame turmeric"
)
_WORDS = _LIST.split()


@dataclass(frozen=True)
class Taken:
    """One run: seconds by the clock, those that our process and PostgreSQL's worked, and our largest resident size in
    MiB. What was worked does not depend on what else the machine does."""

    name: str
    seconds: float
    cpu: float
    server_cpu: float
    mib: float
    outcome: str


def measure(rows: int) -> bool:
    """Print every run; whether both promises were kept."""
    with running_services() as services, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "catalogue.csv"
        _write_file(file, rows)
        print(f"{rows} rows, {file.stat().st_size / 1e6:.1f} MB")
        with services.clone() as url:
            _fill(url)
            taken = [_run(name, url, file) for name in ("read", "rehearse", "import", "again")]
        with services.clone() as url:
            _fill(url)
            limit = _limit(url, rows)
    taken.append(limit)
    print(f"{'':10} {'seconds':>8} {'we':>8} {'server':>8} {'rows/s':>8} {'worked/s':>8} {'MiB':>6} {'× limit':>8}")
    for one in taken:
        speed, share = rows / one.seconds, one.seconds / limit.seconds
        worked = f"{one.cpu:8.1f} {one.server_cpu:8.1f} {speed:8.0f} {rows / (one.cpu + one.server_cpu):8.0f}"
        figures = f"{one.seconds:8.1f} {worked} {one.mib:6.0f} {share:8.2f}"
        print(f"{one.name:10} {figures}  {one.outcome}")
    done = next(one for one in taken if one.name == "import")
    return rows / done.seconds >= _WANTED_PER_SECOND and max(one.mib for one in taken[:-1]) < _WANTED_MIB


def _write_file(path: Path, rows: int) -> None:
    count = len(_WORDS)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        for n in range(rows):
            one, two, three = _WORDS[n % count], _WORDS[n // count % count], _WORDS[n // 7 % count]
            body = f"<p>{one.title()} and {two} from families in the north. </p><p>{three} {one} {two}.</p>" * 2
            size = 250 * (1 + n % 4)
            writer.writerow(
                (
                    f"product-{n}",
                    f"{one.title()} {two} {n}",
                    body,
                    "",
                    "Coffee" if n % 2 else "Unheard of",
                    f"{one}, {two}",
                    "true",
                    "Size",
                    f"{size} g",
                    f"SKU-{n}",
                    size + 30,
                    n % 50,
                    f"{3 + n % 40}.{n % 100:02d}",
                )
            )


def _run(name: str, url: str, file: Path) -> Taken:
    command = [sys.executable, "-m", "bench.imports", "--one", name, "--url", url, "--file", str(file)]
    done = subprocess.run(command, cwd=_ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return Taken(**json.loads(done.stdout.splitlines()[-1]))


def _one(name: str, url: str, file: Path) -> None:
    """In a process of its own."""
    database, files = Database(url, statement_timeout_ms=60_000), LocalFiles(file.parent / "files")
    started, cpu = time.perf_counter(), time.process_time()
    if name == "read":
        asked = Asked("EUR", 2, frozenset({"coffee", "other"}))
        outcome = f"{sum(1 for _ in FORMATS['shopify'].read(Source(file, file.name), asked))} products"
    else:
        with file.open("rb") as stream:
            report = import_catalog(
                database,
                files,
                producer_id=_PRODUCER,
                person_id=None,
                file_name=file.name,
                data=stream,
                terms=_TERMS,
                wish=ImportWish(is_dry_run=name == "rehearse"),
                now=_NOW,
            )
        changed = f"{report.created} created, {report.updated} updated"
        outcome = f"{changed}, {report.unchanged} unchanged, {report.refused} refused"
    seconds = time.perf_counter() - started
    taken = Taken(name, seconds, time.process_time() - cpu, _server_cpu(database), _largest_mib(), outcome)
    print(json.dumps(asdict(taken)))


def _server_cpu(database: Database) -> float:
    """Seconds that PostgreSQL has worked for this connection: the only one, as one thing happens after the other."""
    with database.reading() as session:
        pid = session.execute(text("select pg_backend_pid()")).scalar_one()
    ticks = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _largest_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _limit(url: str, rows: int) -> Taken:
    """The same rows by COPY, five hundred products to a transaction, made before the clock starts."""
    database = Database(url)
    seconds, cpu = 0.0, time.process_time()
    for first in range(0, rows, 500):
        chunk = _chunk(first, min(first + 500, rows))
        started = time.perf_counter()
        with database.transaction() as session:
            for table, tuples in zip(_TABLES, chunk, strict=True):
                copy_rows(session, table, tuples)
        seconds += time.perf_counter() - started
    server_cpu = _server_cpu(database)
    database.close()
    worked = time.process_time() - cpu
    return Taken("bare COPY", seconds, worked, server_cpu, _largest_mib(), "the limit")


_TABLES = (
    """
    copy product (id, slug, handle, producer_id, category_code, name, short_line, description, language, origin_country,
                  origin_region, state, option_names, popularity, version, published_at, created_at, updated_at)
    from stdin
    """,
    """
    copy variant (id, product_id, label, option_values, net_quantity, net_unit, weight_grams, vat_class, floor_organic,
                  position)
    from stdin
    """,
    "copy price (id, variant_id, currency, amount_minor, premium_minor, valid_from) from stdin",
    "copy stock (variant_id, on_hand, reserved) from stdin",
)
Rows = list[tuple[object, ...]]


def _chunk(first: int, end: int) -> tuple[Rows, Rows, Rows, Rows]:
    count = len(_WORDS)
    products: Rows = []
    variants: Rows = []
    prices: Rows = []
    stock: Rows = []
    for n in range(first, end):
        one, two, three = _WORDS[n % count], _WORDS[n // count % count], _WORDS[n // 7 % count]
        body = f"{one.title()} and {two} from families in the north.\n{three} {one} {two}.\n" * 2
        product_id, variant_id = new_id("prod"), new_id("var")
        slug, name = f"product-{n}", f"{one.title()} {two} {n}"
        state, names = "published", ["Size"]
        products.append(
            (
                product_id,
                slug,
                slug,
                _PRODUCER,
                "coffee",
                name,
                "",
                body,
                "es",
                "PE",
                "",
                state,
                names,
                0,
                1,
                _NOW,
                _NOW,
                _NOW,
            )
        )
        variants.append((variant_id, product_id, "250 g", ["250 g"], 250, "g", 280, "food", False, 0))
        prices.append((new_id("prc"), variant_id, "EUR", 300 + n % 4000, 0, _NOW))
        stock.append((variant_id, n % 50, 0))
    return products, variants, prices, stock


def _fill(url: str) -> None:
    """The demo's market without its goods, and a producer of it."""
    database = Database(url)
    with database.transaction() as session:
        lay_ground(session, load_content(), now=_NOW)
        session.add(
            Organisation(
                id=_PRODUCER,
                slug="bench",
                kind=OrganisationKind.PRODUCER,
                name="A large cooperative",
                line=ProductionLine.AGRARIAN,
                relation=ProductionRelation.AGRICULTURAL_COOP,
                country="PE",
                languages=["es"],
            )
        )
    database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="bench.imports", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="how many rows, a product to each")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        _one(arguments.one, arguments.url, arguments.file)
    else:
        sys.exit(0 if measure(arguments.rows) else 1)
