"""`python -m bench.catalogue`: what a shopper's requests cost, by how much the catalogue holds.

For each size a database of its own is filled (`bench.catalogue_fill`). Two processes of the API answer each kind of
request on one connection and on sixteen: the same number of each, whatever the catalogue holds and however fast the
machine is, so that the same share of them is asked for the first time. Processor time is counted of all processes of
the API and of PostgreSQL, and stands beside that of a route that does nothing: /livez of the same API, asked right
before and right after, since the machine may be faster now and slower then; and of a bare server. The client is a
process of its own, and not counted. Rates stand beside pgbench, which sends the same statements with arguments by
chance. Each limit is met or missed, and the command fails when one is missed.
"""

import argparse
import dataclasses
import math
import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from bench.catalogue_calls import Calls, draw_calls
from bench.catalogue_client import Asked, client
from bench.catalogue_fill import fill_catalogue
from bench.catalogue_pgbench import Replay, record
from bench.catalogue_servers import Program, Served, served_api, served_nothing
from bench.verdicts import Verdict, print_verdicts
from kit.embedded import ValkeyServer
from kit.embedded.postgres import PostgresServer
from tests.services import migrate

_CONNECTIONS = (1, 16)
_LEAST_SHARE, _MOST_GROWTH = 0.5, 1.3
# How many answers shoppers ask for who ask for the same.
_AGAIN = 200
# What was never asked before costs more than what was: a part is enough.
_ONCE = 0.2
# How often /livez is asked before and after each kind.
_BESIDE = 2000
_REPLAYED_FOR_S = 5.0
# A server is quiet when it has worked for less than a twentieth of this long.
_QUIET_FOR_S, _READS_AHEAD_WITHIN_S = 2.0, 1800.0


class Kind(StrEnum):
    """What is asked."""

    BARE = "nothing, bare server"
    LIVE = "nothing, /livez"
    LIST = "list of 24"
    LIST_FIRST = "list, never asked before"
    PRODUCT = "product"
    PRODUCT_FIRST = "product, never asked before"
    PRODUCT_KEPT = "product, asked before"
    LIST_KEPT = "list, asked before"
    LIST_AGAIN = "list, not modified"
    PRODUCT_AGAIN = "product, not modified"
    SEARCH = "search, typo, facets"
    SEARCH_FIRST = "search, never asked before"
    FACETS = "facets of a category"


# Processor time as a multiple of /livez, at most.
_MOST = {
    Kind.LIST: 8.0,
    Kind.LIST_FIRST: 8.0,
    Kind.PRODUCT: 4.0,
    Kind.SEARCH: 30.0,
    Kind.LIST_AGAIN: 2.5,
    Kind.PRODUCT_AGAIN: 2.5,
}
# Whose rate is compared with pgbench's, and which of these have a limit.
_REPLAYED = (Kind.LIST, Kind.LIST_FIRST, Kind.PRODUCT, Kind.PRODUCT_FIRST, Kind.SEARCH, Kind.SEARCH_FIRST, Kind.FACETS)
_RATED = (Kind.LIST, Kind.LIST_FIRST, Kind.PRODUCT, Kind.SEARCH)


@dataclass(frozen=True)
class Cost:
    """Of one request: milliseconds of processor time, bytes, what shares were 304, 503 and asked for the first time;
    what /livez cost at the same time; how many pgbench sends in a second."""

    per_second: float
    api_ms: float
    database_ms: float
    bytes_each: float
    not_modified: float
    unavailable: float
    first: float = math.nan
    live_ms: float = math.nan
    replayed: float | None = None

    @property
    def cpu_ms(self) -> float:
        return self.api_ms + self.database_ms

    @property
    def times_live(self) -> float:
        return self.cpu_ms / self.live_ms


Costs = Mapping[tuple[Kind, int], Cost]


def measure(*, sizes: Sequence[int], requests: int) -> bool:
    """Print a table for each size and one of the limits; whether all are met."""
    found: dict[int, Costs] = {}
    for products in sizes:
        found[products] = _measure_one(products, requests)
    verdicts = [verdict for products in sizes for verdict in _judge(products, found[products])]
    verdicts += [
        verdict
        for smaller, larger in pairwise(sizes)
        for verdict in _judge_growth(smaller, found[smaller], larger, found[larger])
    ]
    return print_verdicts(verdicts)


def _measure_one(products: int, requests: int) -> Costs:
    with _services() as (folder, postgres, valkey_url):
        filled = fill_catalogue(postgres.url, products)
        print(
            f"\n{filled.products:,} products, {filled.producers:,} producers, {filled.certificates:,} certificates;"
            f" {filled.labelled:.0%} of the products carry a label. Filled in {filled.seconds:.0f} s,"
            f" of which the shelf and its words took {filled.shelving:.0f} s."
        )
        # Pages further on are found by asking for those before them, of a server that knows them afterwards.
        with served_api(postgres.url, valkey_url) as api:
            calls = draw_calls(postgres.url, api.port)
        with served_api(postgres.url, valkey_url) as api, served_nothing() as bare:
            database = Program(postgres.child.pid)
            _await_quiet(api.program, database)
            costs: dict[tuple[Kind, int], Cost] = {}
            known: set[str] = set()
            _print_head()
            for kind in Kind:
                replay = _replay(postgres, calls, kind, folder) if kind in _REPLAYED else None
                for connections in _CONNECTIONS:
                    served = bare if kind is Kind.BARE else api
                    asked = _asked(served, calls, kind, connections, requests)
                    first = first_asked(asked, known)
                    cost = dataclasses.replace(_cost_beside_live(api, served, database, asked), first=first)
                    if replay is not None:
                        cost = dataclasses.replace(cost, replayed=replay.per_second(connections, _REPLAYED_FOR_S))
                    costs[kind, connections] = cost
                    _print_cost(kind, connections, costs)
            print(f"Load average {os.getloadavg()[0]:.1f} at the end, of {os.cpu_count()} processors.")
            return costs


@contextmanager
def _services() -> Iterator[tuple[Path, PostgresServer, str]]:
    """A folder, a migrated database in it, and the address of a Valkey. Nothing is flushed: all only read. A quarter of
    the machine's memory is PostgreSQL's own, as an operator would set it."""
    quarter_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4 // 1024**2
    buffers = f"shared_buffers={quarter_mb}MB"
    with tempfile.TemporaryDirectory(prefix="solifair-bench-") as name:
        folder = Path(name)
        with (
            PostgresServer(folder / "postgres", folder, durable=False, settings=[buffers]) as postgres,
            ValkeyServer(folder / "valkey", folder, durable=False) as valkey,
        ):
            postgres.create_database("solifair")
            migrate(postgres.url)
            yield folder, postgres, valkey.celery_url


def _await_quiet(*programs: Program) -> None:
    """A server that has just begun reads all that searches are answered from. Raises TimeoutError when it goes on."""
    ends_at = time.monotonic() + _READS_AHEAD_WITHIN_S
    before = sum(program.cpu for program in programs)
    while time.monotonic() < ends_at:
        time.sleep(_QUIET_FOR_S)
        now = sum(program.cpu for program in programs)
        if now - before < _QUIET_FOR_S / 20:
            return
        before = now
    raise TimeoutError("the servers have not read ahead in time")


def _paths(calls: Calls, kind: Kind) -> tuple[str, ...]:
    match kind:
        case Kind.BARE | Kind.LIVE:
            return ("/livez",)
        case Kind.LIST:
            return calls.lists
        case Kind.LIST_FIRST | Kind.LIST_KEPT | Kind.LIST_AGAIN:
            return calls.other_lists
        case Kind.PRODUCT:
            return calls.products
        case Kind.PRODUCT_FIRST | Kind.PRODUCT_KEPT | Kind.PRODUCT_AGAIN:
            return calls.other_products
        case Kind.SEARCH:
            return calls.searches
        case Kind.SEARCH_FIRST:
            return calls.other_searches
        case Kind.FACETS:
            return calls.facets


def _asked(served: Served, calls: Calls, kind: Kind, connections: int, requests: int) -> Asked:
    paths = _paths(calls, kind)
    if kind in (Kind.LIST_KEPT, Kind.PRODUCT_KEPT, Kind.LIST_AGAIN, Kind.PRODUCT_AGAIN):
        paths = paths[:_AGAIN]
    elif kind not in (Kind.BARE, Kind.LIVE):
        # What one connection has asked, sixteen do not ask again.
        paths = paths[_CONNECTIONS.index(connections) :: len(_CONNECTIONS)]
        if kind in (Kind.LIST_FIRST, Kind.PRODUCT_FIRST, Kind.SEARCH_FIRST, Kind.FACETS):
            requests = round(requests * _ONCE)
        requests = min(requests, len(paths) // 2)
    return Asked(served.port, paths, connections, max(1, requests), kind in (Kind.LIST_AGAIN, Kind.PRODUCT_AGAIN))


def first_asked(asked: Asked, known: set[str]) -> float:
    """The share of what is counted that was not asked before; all of it is known from now on."""
    known.update(asked.paths[: asked.count])
    new = {*asked.counted} - known
    known |= new
    return len(new) / asked.count


def _cost(served: Served, database: Program, asked: Asked) -> Cost:
    with client(asked) as shopper:
        before = served.program.cpu, database.cpu
        answers = shopper.go()
        api, rows = served.program.cpu - before[0], database.cpu - before[1]
    each = 1000 / answers.count
    shares = answers.not_modified / answers.count, answers.unavailable / answers.count
    return Cost(answers.per_second, api * each, rows * each, answers.bytes_each, *shares)


def _cost_beside_live(api: Served, served: Served, database: Program, asked: Asked) -> Cost:
    live = Asked(api.port, ("/livez",), asked.connections, _BESIDE)
    before, cost, after = _cost(api, database, live), _cost(served, database, asked), _cost(api, database, live)
    live_ms = (before.cpu_ms + after.cpu_ms) / 2
    if not live_ms:
        raise RuntimeError("too short to be measured: processor time is counted in ticks, and /livez took none")
    return dataclasses.replace(cost, live_ms=live_ms)


def _replay(postgres: PostgresServer, calls: Calls, kind: Kind, folder: Path) -> Replay:
    place = folder / kind.name.lower()
    place.mkdir()
    return Replay(postgres, record(postgres.url, _paths(calls, kind)), place)


def _print_head() -> None:
    print(
        f"{'':27} {'at once':>7} {'a second':>9} {'CPU, ms':>8} {'API':>7} {'database':>8} {'× /livez':>9}"
        f" {'× bare':>7} {'first':>5} {'304':>5} {'503':>5} {'bytes':>7} {'pgbench':>8} {'share':>6}"
    )


def _print_cost(kind: Kind, connections: int, costs: Costs) -> None:
    """Beside those of the routes that do nothing."""
    cost, bare = costs[kind, connections], costs[Kind.BARE, connections]
    beside = "" if cost.replayed is None else f" {cost.replayed:8.0f} {cost.per_second / cost.replayed:6.0%}"
    print(
        f"{kind:27} {connections:7} {cost.per_second:9.0f} {cost.cpu_ms:8.2f} {cost.api_ms:7.2f}"
        f" {cost.database_ms:8.2f} {cost.times_live:9.1f} {cost.cpu_ms / bare.cpu_ms:7.1f}"
        f" {cost.first:5.0%} {cost.not_modified:5.0%} {cost.unavailable:5.0%} {cost.bytes_each:7.0f}{beside}",
        flush=True,
    )


def _judge(products: int, costs: Costs) -> Iterator[Verdict]:
    """By the worse of one connection and sixteen; rates by sixteen alone, where the machine is full."""
    for kind, most in _MOST.items():
        worst = max(costs[kind, at].times_live for at in _CONNECTIONS)
        yield Verdict(f"{products:,}: {kind}, processor time, × /livez", most, worst)
    for kind in _RATED:
        cost = costs[kind, _CONNECTIONS[-1]]
        assert cost.replayed is not None
        share = cost.per_second / cost.replayed
        yield Verdict(f"{products:,}: {kind}, rate, × pgbench's", _LEAST_SHARE, share, is_least=True)
    unavailable = max(cost.unavailable for cost in costs.values())
    yield Verdict(f"{products:,}: share of answers that did not come in time", 0.0, unavailable)


def _judge_growth(smaller: int, before: Costs, larger: int, after: Costs) -> Iterator[Verdict]:
    """What a request costs of ten times as much, /livez taken out: the machine may have become slower meanwhile."""
    for kind in _REPLAYED:
        growth = max(after[kind, at].times_live / before[kind, at].times_live for at in _CONNECTIONS)
        yield Verdict(f"{smaller:,} → {larger:,}: {kind}, processor time, ×", _MOST_GROWTH, growth)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="bench.catalogue", description=__doc__)
    parser.add_argument(
        "--products", default="100000,1000000", help="how many products there are, one size after another"
    )
    parser.add_argument("--requests", type=int, default=10_000, help="how many of each kind are counted, after as many")
    arguments = parser.parse_args()
    raise SystemExit(
        not measure(sizes=[int(size) for size in arguments.products.split(",")], requests=arguments.requests)
    )
