"""Stripe's events at the door, beside the insert of one row under pgbench.

The API runs as in production, two processes of uvicorn, on a server that flushes; every event is new, signed, answered
only once it is committed. Beside it: how many single rows pgbench's sixteen clients insert into the same table in a
second, and how often the same two processes answer a route that does nothing.
"""

import argparse
import asyncio
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from itertools import repeat

import psycopg
import stripe

from bench.api import Line, get, running_api
from bench.server import PROCESSES, durable_server, run_pgbench
from kit.embedded.postgres import PostgresServer

_SECRET = "whsec_bench"
_AT_ONCE, _MOST_A_SECOND = 64, 10_000
_ENOUGH, _LEAST_SHARE = 1000, 0.6
_INSERT = """\\set n random(1, 9000000000000000)
insert into stripe_event (account, id, type, api_version, occurred_at, payload, received_at, deliveries, attempts,
                          next_attempt_at)
values ('', 'evt_p' || :n, 'charge.updated', '2026-10-28.endive', now(), '%s', now(), 1, 0, now());
"""


def measure(*, seconds: float) -> bool:
    """Print all three rates; whether the door takes a thousand a second, or three fifths of what single rows reach."""
    with durable_server() as server:
        rows = _insert_rows(server, seconds)
        with running_api(server.url, processes=PROCESSES, STRIPE_WEBHOOK_SECRETS=_SECRET) as port:
            nothing = asyncio.run(_ask(port, seconds, repeat(get("/livez"))))
            taken = asyncio.run(_ask(port, seconds, _events(seconds)))
        with psycopg.connect(server.url) as connection:
            stored = connection.execute("select count(*) from stripe_event where id not like 'evt_p%'").fetchone()
        if stored is None or stored[0] != taken.answered:
            raise RuntimeError(f"{taken.answered} events were answered, {stored} are stored")
    limit = min(_ENOUGH, _LEAST_SHARE * rows)
    print(f"{'rows inserted by pgbench':34} {rows:8.0f} a second")
    print(f"{'answers of a route with nothing':34} {nothing.per_second:8.0f} a second")
    print(f"{'events stored':34} {taken.per_second:8.0f} a second (at least {limit:.0f})")
    return taken.per_second >= limit


class Answered:
    """How many calls were answered, in how long."""

    def __init__(self, answered: int, seconds: float):
        self.answered = answered
        self.per_second = answered / seconds


def _event(number: int) -> bytes:
    body = json.dumps(
        {
            "id": f"evt_{os.getpid()}_{number}",
            "object": "event",
            "type": "charge.updated",
            "livemode": False,
            "created": int(time.time()),
            "api_version": "2026-10-28.endive",
            "data": {"object": {"id": f"ch_{number}", "object": "charge", "description": _PADDING}},
        }
    )
    signature = stripe.WebhookSignature.generate_signature_header(body, _SECRET, int(time.time()))
    return (
        f"POST /v1/hooks/stripe HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"Stripe-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


# A charge's event is some three kilobytes.
_PADDING = "x" * 2700


def _events(seconds: float) -> Iterator[bytes]:
    """More than can be taken in. Signed before the clock starts: that is Stripe's work, not ours."""
    return iter([_event(number) for number in range(int(seconds * _MOST_A_SECOND))])


async def _ask(port: int, seconds: float, calls: Iterator[bytes]) -> Answered:
    counts = [0] * _AT_ONCE

    async def ask_on(place: int, until: float) -> None:
        async with Line.to(port) as line:
            while time.perf_counter() < until:
                await line.ask(next(calls))
                counts[place] += 1

    begun = time.perf_counter()
    await asyncio.gather(*(ask_on(place, begun + seconds) for place in range(_AT_ONCE)))
    return Answered(sum(counts), time.perf_counter() - begun)


def _insert_rows(server: PostgresServer, seconds: float) -> float:
    told = run_pgbench(server, _INSERT % json.dumps({"description": _PADDING}), seconds, "-M", "prepared")
    found = re.search(r"tps = ([0-9.]+)", told)
    assert found is not None, told
    return float(found.group(1))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="how long each is measured")
    if not measure(seconds=parser.parse_args().seconds):
        sys.exit(1)
