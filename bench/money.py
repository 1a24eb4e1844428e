"""`python -m bench.money`: orders, payout runs, statements and webhooks, each beside its limit, one after the other."""

import argparse
import sys
from collections.abc import Callable

from bench import payout_run, place_order, statement_stream, webhooks

parser = argparse.ArgumentParser(prog="bench.money", description=__doc__)
parser.add_argument("--seconds", type=float, default=15, help="how long orders and webhooks are measured")
parser.add_argument("--lines", type=int, default=1_000_000, help="how many lines a payout run and a statement have")
parser.add_argument("--producers", type=int, default=10_000, help="how many producers a payout run pays")
arguments = parser.parse_args()

measurements: dict[str, Callable[[], bool]] = {
    "Orders": lambda: place_order.measure(seconds=arguments.seconds, rounds=2),
    "Webhooks": lambda: webhooks.measure(seconds=arguments.seconds),
    "A payout run": lambda: payout_run.measure(lines=arguments.lines, producers=arguments.producers),
    "A year's statement": lambda: statement_stream.measure(lines=arguments.lines),
}
kept = {}
for name, measure in measurements.items():
    print(f"\n{name}\n{'─' * len(name)}", flush=True)
    kept[name] = measure()
missed = [name for name, is_kept in kept.items() if not is_kept]
print("\nEvery limit is kept." if not missed else f"\nBeyond its limit: {', '.join(missed)}.")
sys.exit(bool(missed))
