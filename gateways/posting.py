"""Send a message to an address that somebody else wrote, behind the guard of gateways/guarding.py.

No redirect is followed, nothing of the answer is believed but its status, and no more of it is read than is kept.
"""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import httpcore2
import httpx2

from gateways.guarding import Guard, NotAllowed, PinnedBackend, is_public, resolve_name, timeouts
from gateways.lookups import Resolve
from kit.database import refuse_inside_transaction

ANSWER_KEPT = 1024
"""How much of an answer is read, in bytes."""

_PORTS = frozenset({443, 8443})
_CONNECT_SECONDS = 2.0
_HEADERS = (
    (b"User-Agent", b"Solifair-Webhooks/1"),
    (b"Content-Type", b"application/json"),
    (b"Accept", b"*/*"),
    (b"Accept-Encoding", b"identity"),
)


@dataclass(frozen=True)
class Posted:
    """What came of it. `status` None: no answer, or `is_allowed` False: nothing was sent, and `refused_address` is
    what the name led to. `answer` is its beginning."""

    status: int | None
    duration_ms: int
    answer: str = ""
    is_allowed: bool = True
    refused_address: str | None = None


class Poster(Protocol):
    def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> Posted:
        """Send JSON; never raises for what the other side does."""
        ...


def may_be_posted_to(url: str, *, may_reach_loopback: bool = False) -> bool:
    """Whether an address can be one to send to, without asking who answers to its name.

    HTTPS on port 443 or 8443, nobody's password in it; plain HTTP only to this machine, where tests and demos may.
    """
    try:
        parsed = httpx2.URL(url)
        Guard(_PORTS, may_reach_loopback=may_reach_loopback).address(parsed)
    except (NotAllowed, httpx2.InvalidURL, ValueError):
        return False
    if parsed.fragment or (parsed.scheme != "https" and not may_reach_loopback):
        return False
    is_number = parsed.host.replace(".", "").isdigit() or ":" in parsed.host
    return not is_number or is_public(parsed.host, may_reach_loopback=may_reach_loopback)


class GuardedPoster:
    """Sends over HTTPS. `seconds` is for all of it: looking the name up gets at most three of them, connecting two."""

    def __init__(
        self,
        *,
        seconds: float = 10.0,
        may_reach_loopback: bool = False,
        resolve: Resolve = resolve_name,
        tls: ssl.SSLContext | None = None,
    ):
        self._seconds = seconds
        self._guard = Guard(_PORTS, may_reach_loopback=may_reach_loopback, resolve=resolve)
        self._tls = tls

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> Posted:
        """As `Poster.post`. Never inside a transaction: somebody else decides how long it takes."""
        refuse_inside_transaction("a message was sent")
        begun = time.monotonic()
        try:
            if not may_be_posted_to(url, may_reach_loopback=self._guard.may_reach_loopback):
                raise NotAllowed()
            status, answer = self._send(httpx2.URL(url), body, headers, begun + self._seconds)
        except NotAllowed as refusal:
            return Posted(None, _since(begun), is_allowed=False, refused_address=refusal.address)
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, OSError, ValueError):
            return Posted(None, _since(begun))
        return Posted(status, _since(begun), answer)

    def _send(self, url: httpx2.URL, body: bytes, headers: Mapping[str, str], ends_at: float) -> tuple[int, str]:
        address = self._guard.address(url)
        sent = [(b"Host", url.netloc), *_HEADERS, (b"Content-Length", b"%d" % len(body))]
        sent += [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
        backend = PinnedBackend(self._guard, ends_at=ends_at, connect_seconds=_CONNECT_SECONDS)
        with (
            httpcore2.ConnectionPool(ssl_context=self._tls, network_backend=backend) as pool,
            pool.stream("POST", address, headers=sent, content=body, extensions=timeouts(self._seconds)) as answer,
        ):
            return answer.status, _beginning(answer)


def _beginning(answer: httpcore2.Response) -> str:
    """The status has come: a body that breaks off or drips changes nothing about it."""
    taken = b""
    try:
        for piece in answer.iter_stream():
            taken += piece
            if len(taken) >= ANSWER_KEPT:
                break
    except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, OSError):
        pass
    # PostgreSQL's text holds no NUL.
    return taken[:ANSWER_KEPT].decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")


def _since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)
