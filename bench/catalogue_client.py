"""A client that costs next to nothing, in a process of its own: connections that stay open, one call at a time on each.

`python -m bench.catalogue_client` reads what to ask (`Asked`) from its standard input as JSON, asks for a second, says
`warm`, waits for a line, asks for so many seconds, and tells what came (`Answers`) as JSON.
"""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)")
_ETAG = re.compile(rb"\r\netag: ([^\r]+)")
_WARMS_FOR_S = 1.0


@dataclass(frozen=True)
class Asked:
    """Paths in turn, on so many connections at once. `again` asks each with the ETag it had: 304 is what must come."""

    port: int
    paths: tuple[str, ...]
    connections: int
    seconds: float
    again: bool = False


@dataclass(frozen=True)
class Answers:
    """How many came, in how long, and how large they were on average."""

    count: int
    seconds: float
    bytes_each: float

    @property
    def per_second(self) -> float:
        return self.count / self.seconds


class Client:
    """A running client, warm; `go` lets it ask."""

    def __init__(self, process: "subprocess.Popen[str]"):
        self._process = process

    def go(self) -> Answers:
        """What came. Raises RuntimeError when an answer was no 200, or no 304 where one was due."""
        told, _ = self._process.communicate("go\n")
        if self._process.returncode:
            raise RuntimeError("the client gave up")
        return Answers(**json.loads(told))


@contextmanager
def client(asked: Asked) -> Iterator[Client]:
    """A client that is warm: its connections are open, and what they lead to has been asked before."""
    process = subprocess.Popen(
        (sys.executable, "-m", "bench.catalogue_client"),
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(asdict(asked)) + "\n")
        process.stdin.flush()
        if process.stdout.readline() != "warm\n":
            raise RuntimeError("the client gave up")
        yield Client(process)
    finally:
        process.kill()
        process.wait()


@dataclass
class _Line:
    """One connection. `ask` raises RuntimeError for any other status than the one that is due."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, call: bytes, status: bytes) -> tuple[bytes, int]:
        """The head of the answer, and how long its body is."""
        self.writer.write(call)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        size = int(length[1]) if length else 0
        body = await self.reader.readexactly(size) if size else b""
        if head[9:12] != status:
            raise RuntimeError((call + head + body[:2000]).decode())
        return head, size


async def _run(asked: Asked) -> None:
    lines = [_Line(*await asyncio.open_connection("127.0.0.1", asked.port)) for _ in range(asked.connections)]
    calls, status = [_call(path) for path in asked.paths], b"200"
    if asked.again:
        calls, status = [await _again(lines[0], path) for path in asked.paths], b"304"
    await _ask(lines, calls, status, _WARMS_FOR_S)
    print("warm", flush=True)
    sys.stdin.readline()
    print(json.dumps(asdict(await _ask(lines, calls, status, asked.seconds))))
    for line in lines:
        line.writer.close()


async def _ask(lines: list[_Line], calls: list[bytes], status: bytes, seconds: float) -> Answers:
    begun = time.perf_counter()
    counts, sizes = [0] * len(lines), [0] * len(lines)

    async def ask_on(place: int, line: _Line) -> None:
        # Each connection begins elsewhere: no two ask the same at once.
        for call in islice(cycle(calls), place * len(calls) // len(lines), None):
            if time.perf_counter() - begun >= seconds:
                break
            _, size = await line.ask(call, status)
            counts[place] += 1
            sizes[place] += size

    await asyncio.gather(*(ask_on(place, line) for place, line in enumerate(lines)))
    count = sum(counts)
    return Answers(count, time.perf_counter() - begun, sum(sizes) / max(1, count))


async def _again(line: _Line, path: str) -> bytes:
    head, _ = await line.ask(_call(path), b"200")
    etag = _ETAG.search(head)
    if etag is None:
        raise RuntimeError(f"{path} has no ETag")
    return _call(path, f"If-None-Match: {etag[1].decode()}\r\n")


def _call(path: str, headers: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n{headers}\r\n".encode()


if __name__ == "__main__":
    given = json.loads(sys.stdin.readline())
    asyncio.run(_run(Asked(**{**given, "paths": tuple(given["paths"])})))
