"""The API as in production, processes of uvicorn, and a line to it that costs next to nothing."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).parents[1]


@contextmanager
def running_api(database_url: str, *, processes: int = 1, **settings: str) -> Iterator[int]:
    """It answers on this port. Raises TimeoutError when it does not."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "MODE": "test",
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "a secret key for a measurement, long enough",
        "STRIPE_API_KEY": "sk_test_x",
        "STRIPE_API_BASE": "http://127.0.0.1:1",
        **settings,
    }
    uvicorn = [sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app", "--no-access-log"]
    api = subprocess.Popen(
        [*uvicorn, "--port", str(port), "--workers", str(processes), "--log-level", "warning"],
        cwd=_ROOT,
        env={**os.environ, **{f"SOLIFAIR_{name}": value for name, value in environment.items()}},
    )
    try:
        _wait_for(port)
        yield port
    finally:
        api.terminate()
        api.wait()


def get(path: str) -> bytes:
    """A call for `Line.ask`."""
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()


@dataclass(frozen=True)
class Line:
    """One connection, one call at a time."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    @asynccontextmanager
    async def to(cls, port: int) -> AsyncIterator["Line"]:
        """Open until the block ends."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            yield cls(reader, writer)
        finally:
            writer.close()

    async def ask(self, call: bytes) -> bytes:
        """The body of the answer. Raises RuntimeError for any status but 200."""
        self.writer.write(call)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head)
        assert length is not None
        body = await self.reader.readexactly(int(length.group(1)))
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError((head + body).decode())
        return body


def _wait_for(port: int) -> None:
    ends_at = time.monotonic() + 60
    while time.monotonic() < ends_at:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as answer:
                answer.sendall(get("/livez"))
                if answer.recv(64):
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the API does not answer")
