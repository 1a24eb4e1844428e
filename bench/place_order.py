"""Placing an order of three lines from three producers, from an empty cart to paid, beside pgbench.

Both sides send the same statements, from sixteen clients at once, to the same server, which flushes as in production.
Ours are two processes of eight threads; pgbench is two threads of eight clients, and has nothing to compute. What
stands in for Stripe answers at once. A second pair of runs lets every buyer want the same three lots.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from bench.cpu import ServerCpu, cpu_of_children
from bench.market import LOTS, PRODUCERS, Desk, buy, fill
from bench.server import CLIENTS, PROCESSES, durable_server, run_pgbench
from bench.statements import write_script
from kit.database import Database
from kit.embedded.postgres import PostgresServer
from kit.threads import take_short_turns

_CHILD = (sys.executable, "-m", "bench.place_order", "--buy")
_LEAST_RATE, _MOST_CPU, _LEAST_HOT = 0.5, 2.5, 0.8


@dataclass(frozen=True)
class Measured:
    """Orders in a second, and milliseconds of processor time for each: the clients' and the server's."""

    per_second: float
    client_ms: float
    server_ms: float

    @property
    def cpu_ms(self) -> float:
        return self.client_ms + self.server_ms


def measure(*, seconds: float, rounds: int) -> bool:
    """Print both sides, spread and hot; whether every ratio stays within its limit."""
    with durable_server() as server:
        fill(server.url)
        found: dict[tuple[str, bool], list[Measured]] = {}
        for _ in range(rounds):
            # Taken in turn, so that a machine that slows down slows both.
            for is_hot in (False, True):
                for side, run in (("pgbench", _run_pgbench), ("ours", _run_ours)):
                    found.setdefault((side, is_hot), []).append(run(server, seconds, is_hot))
    best = {key: max(all_, key=lambda one: one.per_second) for key, all_ in found.items()}
    print(f"{'':28} {'per second':>11} {'CPU, ms':>9} {'client':>8} {'server':>8}")
    for (side, is_hot), one in best.items():
        name = f"{side}, {'one lot each' if is_hot else f'{LOTS} lots each'}"
        print(f"{name:28} {one.per_second:11.1f} {one.cpu_ms:9.1f} {one.client_ms:8.1f} {one.server_ms:8.1f}")
    rate = best["ours", False].per_second / best["pgbench", False].per_second
    cpu = best["ours", False].cpu_ms / best["pgbench", False].cpu_ms
    hot = best["ours", True].per_second / best["ours", False].per_second
    print(f"Rate: {rate:.2f} of pgbench's (at least {_LEAST_RATE}); CPU: {cpu:.2f} × (at most {_MOST_CPU});")
    print(f"a hot product: {hot:.2f} of the rate of many (at least {_LEAST_HOT}).")
    return rate >= _LEAST_RATE and cpu <= _MOST_CPU and hot >= _LEAST_HOT


def _lots(is_hot: bool, source: random.Random) -> tuple[int, ...]:
    return (1 if is_hot else source.randint(1, LOTS),) * PRODUCERS


def _run_ours(server: PostgresServer, seconds: float, is_hot: bool) -> Measured:
    before, cpu = cpu_of_children(), ServerCpu(server.child.pid)
    children = [
        subprocess.Popen(
            [*_CHILD, server.url, str(seconds), f"{time.monotonic_ns()}n{number}", "hot" if is_hot else "spread"],
            cwd=Path(__file__).parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for child in children:
        assert child.stdout is not None
        child.stdout.readline()
    # All are warm: the time to start Python and import us is no order's.
    with cpu.watched():
        for child in children:
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.flush()
        told = [json.loads(child.communicate()[0]) for child in children]
    orders = sum(one["orders"] for one in told)
    client_ms = (cpu_of_children() - before - sum(one["started"] for one in told)) / orders * 1000
    return Measured(orders / seconds, client_ms, cpu.seconds / orders * 1000)


def _buy(url: str, name: str, seconds: float, is_hot: bool) -> None:
    """What a child does: several buyers at once for so long; how many orders they placed."""
    take_short_turns()
    threads = CLIENTS // PROCESSES
    database = Database(url, pool_size=threads)
    counts = [0] * threads
    warm, going = threading.Barrier(threads + 1), threading.Event()

    def shop(number: int) -> None:
        desk, source = Desk(f"{name}t{number}x"), random.Random(f"{name}{number}")
        # Prepared statements, and the caches of a process that has been up for more than a moment.
        for _ in range(8):
            buy(database, desk, _lots(is_hot, source))
        warm.wait()
        going.wait()
        ends_at = time.monotonic() + seconds
        while time.monotonic() < ends_at:
            buy(database, desk, _lots(is_hot, source))
            counts[number] += 1

    workers = [threading.Thread(target=shop, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    warm.wait()
    print("warm", flush=True)
    sys.stdin.readline()
    started = time.process_time()
    going.set()
    for worker in workers:
        worker.join()
    database.close()
    print(json.dumps({"orders": sum(counts), "started": started}))


def _run_pgbench(server: PostgresServer, seconds: float, is_hot: bool) -> Measured:
    database, desk = Database(server.url, pool_size=2), Desk(f"r{time.monotonic_ns()}")
    # Prepare caches first, so that what is recorded is what a warm process sends.
    for _ in range(3):
        buy(database, desk, (7,) * PRODUCERS)
    script = write_script(
        database.engine, lambda: buy(database, desk, (7,) * PRODUCERS), variables={"lot": r"(?<=(?:var|rod)_\d_)7\b"}
    )
    database.close()
    head = f"\\set lot {'1' if is_hot else f'random(1, {LOTS})'}\n"
    before, cpu = cpu_of_children(), ServerCpu(server.child.pid)
    with cpu.watched():
        told = run_pgbench(server, head + script, seconds)
    processed = re.search(r"actually processed: (\d+)", told)
    assert processed is not None, told
    orders = int(processed.group(1))
    client_ms = (cpu_of_children() - before) / orders * 1000
    return Measured(orders / seconds, client_ms, cpu.seconds / orders * 1000)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15, help="how long each run takes")
    parser.add_argument("--rounds", type=int, default=2, help="how many runs of each; the best one counts")
    parser.add_argument("--buy", nargs=4, default=(), help="what a child process of this program does")
    arguments = parser.parse_args()
    if arguments.buy:
        url, seconds, name, which = arguments.buy
        _buy(url, name, float(seconds), which == "hot")
    elif not measure(seconds=arguments.seconds, rounds=arguments.rounds):
        sys.exit(1)
