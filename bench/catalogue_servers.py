"""The servers that are measured: the API and the storefront as in production, and a bare route that does nothing."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.server import PROCESSES

_ROOT = Path(__file__).parents[1]
_TICK = os.sysconf("SC_CLK_TCK")
_STARTS_WITHIN_S = 180
_LIVE = b'{"status":"live"}'


@dataclass(frozen=True)
class Program:
    """A program with all its processes, those too that have ended while it went on."""

    pid: int

    @property
    def cpu(self) -> float:
        """Seconds of processor time that its processes have taken so far, in user and in kernel mode."""
        taken = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            own, ended = fields[11:13], fields[13:15]
            if stat.parent.name == str(self.pid):
                taken += sum(map(int, own + ended))
            elif fields[1] == str(self.pid):
                taken += sum(map(int, own))
        return taken / _TICK


@dataclass(frozen=True)
class Served:
    """What answers on a port of this machine."""

    port: int
    program: Program


@contextmanager
def served_api(database_url: str, valkey_url: str) -> Iterator[Served]:
    """Two processes of the API. Raises TimeoutError when it does not answer."""
    settings = {
        "MODE": "test",
        "DATABASE_URL": database_url,
        "REDIS_URL": valkey_url,
        "SECRET_KEY": "a secret key for a measurement, long enough",
        "STRIPE_API_KEY": "sk_test_x",
        "STRIPE_API_BASE": "http://127.0.0.1:1",
    }
    with _served("api.app:create_app", {f"SOLIFAIR_{name}": value for name, value in settings.items()}) as served:
        yield served


@contextmanager
def served_storefront(api_port: int) -> Iterator[Served]:
    """As many processes of the storefront, before that API."""
    settings = {"SOLIFAIR_MODE": "test", "SOLIFAIR_API_URL": f"http://127.0.0.1:{api_port}"}
    with _served("storefront.app:create_storefront", settings) as served:
        yield served


@contextmanager
def served_nothing() -> Iterator[Served]:
    """As many processes of `create_nothing`, under the same settings of uvicorn."""
    with _served("bench.catalogue_servers:create_nothing", {}) as served:
        yield served


def create_nothing() -> Starlette:
    """One route that answers the same few bytes as /livez of the API."""

    async def live(request: Request) -> Response:
        return Response(_LIVE, media_type="application/json")

    return Starlette(routes=[Route("/livez", live)])


@contextmanager
def _served(factory: str, environment: Mapping[str, str]) -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "uvicorn", "--factory", factory, "--port", str(port)),
            *("--workers", str(PROCESSES), "--no-access-log", "--no-server-header", "--log-level", "warning"),
        ],
        cwd=_ROOT,
        env={**os.environ, **environment},
    )
    try:
        _wait_for(port)
        yield Served(port, Program(server.pid))
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    ends_at = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < ends_at:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as answer:
                answer.sendall(b"GET /livez HTTP/1.1\r\nHost: bench\r\n\r\n")
                if answer.recv(64):
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server does not answer")
