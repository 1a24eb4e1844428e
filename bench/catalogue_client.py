"""A client that costs next to nothing, in a process of its own: connections that stay open, one call at a time on each.

`python -m bench.catalogue_client` reads what to ask (`Asked`) from its standard input as JSON, asks as often as it
will, says `warm`, waits for a line, goes on as often, and tells what came (`Answers`) as JSON.
"""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)")
_ETAG = re.compile(rb"\r\netag: ([^\r]+)")


@dataclass(frozen=True)
class Asked:
    """Paths in turn, on so many connections at once, of which `count` are counted after as many that are not. `again`
    asks each with the ETag it had last: mostly 304 comes."""

    port: int
    paths: tuple[str, ...]
    connections: int
    count: int
    again: bool = False

    @property
    def counted(self) -> Sequence[str]:
        """The paths whose answers are counted, where there are enough that none of them comes twice."""
        return self.paths[self.count : 2 * self.count]


@dataclass(frozen=True)
class Answers:
    """How many came, in how long, how many of them were 304 or 503, and how large they were on average."""

    count: int
    seconds: float
    not_modified: int
    unavailable: int
    bytes_each: float

    @property
    def per_second(self) -> float:
        return self.count / self.seconds


class Client:
    """A running client, warm; `go` lets it ask."""

    def __init__(self, process: "subprocess.Popen[str]"):
        self._process = process

    def go(self) -> Answers:
        """What came. Raises RuntimeError when an answer was none of 200, 304 and 503."""
        told, _ = self._process.communicate("go\n")
        if self._process.returncode:
            raise RuntimeError("the client gave up")
        return Answers(**json.loads(told))


@contextmanager
def client(asked: Asked) -> Iterator[Client]:
    """A client that is warm: its connections are open, and whatever prepares itself is prepared."""
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
class _Tally:
    answers: int = 0
    not_modified: int = 0
    unavailable: int = 0
    bytes: int = 0


@dataclass
class _Row:
    """What is asked, one after the other, by whichever connection is free: none is idle until the server hangs up."""

    calls: list[bytes]
    next: int = 0


@dataclass
class _Shopper:
    """One connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask_until(self, end: int, row: _Row, *, again: bool) -> _Tally:
        """What came of those before the end. Raises RuntimeError for any status but 200, 304 and 503."""
        tally = _Tally()
        while row.next < end:
            place = row.next % len(row.calls)
            row.next += 1
            head, size = await self._ask(row.calls[place])
            tally.answers += 1
            tally.bytes += size
            if _is_not_modified(head):
                tally.not_modified += 1
            elif _is_unavailable(head):
                tally.unavailable += 1
            elif again:
                row.calls[place] = _with_tag(row.calls[place], head)
        return tally

    async def learn_tags(self, row: _Row) -> None:
        """Ask everything once, to ask from now on only for something newer."""
        row.calls = [_with_tag(call, (await self._ask(call))[0]) for call in row.calls]

    async def _ask(self, call: bytes) -> tuple[bytes, int]:
        self.writer.write(call)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        size = int(length[1]) if length else 0
        body = await self.reader.readexactly(size) if size else b""
        if not (head.startswith(b"HTTP/1.1 200") or _is_not_modified(head) or _is_unavailable(head)):
            raise RuntimeError((call + head + body[:2000]).decode())
        return head, size


async def _run(asked: Asked) -> None:
    row = _Row([_call(path) for path in asked.paths])
    shoppers = [_Shopper(*await asyncio.open_connection("127.0.0.1", asked.port)) for _ in range(asked.connections)]
    if asked.again:
        await shoppers[0].learn_tags(row)
    await _ask(shoppers, row, asked)
    print("warm", flush=True)
    sys.stdin.readline()
    print(json.dumps(asdict(await _ask(shoppers, row, asked))))
    for shopper in shoppers:
        shopper.writer.close()


async def _ask(shoppers: Sequence[_Shopper], row: _Row, asked: Asked) -> Answers:
    begun, end = time.perf_counter(), row.next + asked.count
    tallies = await asyncio.gather(*(shopper.ask_until(end, row, again=asked.again) for shopper in shoppers))
    count = sum(tally.answers for tally in tallies)
    return Answers(
        count,
        time.perf_counter() - begun,
        sum(tally.not_modified for tally in tallies),
        sum(tally.unavailable for tally in tallies),
        sum(tally.bytes for tally in tallies) / max(1, count),
    )


def _call(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()


def _is_not_modified(head: bytes) -> bool:
    return head.startswith(b"HTTP/1.1 304")


def _is_unavailable(head: bytes) -> bool:
    return head.startswith(b"HTTP/1.1 503")


def _with_tag(call: bytes, head: bytes) -> bytes:
    """The same call, by somebody who has what came under this head."""
    etag = _ETAG.search(head)
    if etag is None:
        raise RuntimeError(f"no ETag came for {call.decode()}")
    return b"\r\n".join((*call.split(b"\r\n")[:2], b"If-None-Match: " + etag[1], b"", b""))


if __name__ == "__main__":
    given = json.loads(sys.stdin.readline())
    asyncio.run(_run(Asked(**{**given, "paths": tuple(given["paths"])})))
