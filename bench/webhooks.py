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
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path

import psycopg
import stripe

from bench.server import PROCESSES, durable_server, run_pgbench
from kit.embedded.postgres import PostgresServer

_ROOT = Path(__file__).parents[1]
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
        with _api(server) as port:
            nothing = asyncio.run(_ask(port, seconds, repeat(_get())))
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


def _get() -> bytes:
    return b"GET /livez HTTP/1.1\r\nHost: bench\r\n\r\n"


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
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < until:
            writer.write(next(calls))
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head)
            assert length is not None
            answer = await reader.readexactly(int(length.group(1)))
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError((head + answer).decode())
            counts[place] += 1
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(ask_on(place, begun + seconds) for place in range(_AT_ONCE)))
    return Answered(sum(counts), time.perf_counter() - begun)


@contextmanager
def _api(server: PostgresServer) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "MODE": "test",
        "DATABASE_URL": server.url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "a secret key for a measurement, long enough",
        "STRIPE_API_KEY": "sk_test_x",
        "STRIPE_API_BASE": "http://127.0.0.1:1",
        "STRIPE_WEBHOOK_SECRETS": _SECRET,
    }
    uvicorn = [sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app", "--no-access-log"]
    api = subprocess.Popen(
        [*uvicorn, "--port", str(port), "--workers", str(PROCESSES), "--log-level", "warning"],
        cwd=_ROOT,
        env={**os.environ, **{f"SOLIFAIR_{name}": value for name, value in settings.items()}},
    )
    try:
        _wait_for(port)
        yield port
    finally:
        api.terminate()
        api.wait()


def _wait_for(port: int) -> None:
    ends_at = time.monotonic() + 60
    while time.monotonic() < ends_at:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as answer:
                answer.sendall(_get())
                if answer.recv(64):
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the API does not answer")


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
