"""Fetch what lies at an address that somebody else wrote, behind the guard of gateways/guarding.py. Each redirect is a
new address.
"""

import ssl
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import httpcore2
import httpx2

from gateways.guarding import Guard, NotAllowed, PinnedBackend, resolve_name, timeouts
from gateways.lookups import Resolve
from kit.database import refuse_inside_transaction

_PORTS = frozenset({80, 443})
_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAY_HEAL = frozenset({408, 425, 429, *range(500, 600)})
_HEADERS = (
    (b"User-Agent", b"Solifair (pictures of a producer's own catalogue)"),
    (b"Accept", b"image/*"),
    (b"Accept-Encoding", b"identity"),
)


class FetchFault(StrEnum):
    """Why nothing was fetched. A closed port, a filtered one and a name that nobody knows are not told apart."""

    NOT_ALLOWED = "not_allowed"
    REFUSES = "refuses"
    NO_ANSWER = "no_answer"
    TOO_LARGE = "too_large"


@dataclass(eq=False)
class FetchFailed(Exception):
    """Nothing was fetched. Only NO_ANSWER may heal."""

    fault: FetchFault

    @property
    def may_heal(self) -> bool:
        return self.fault is FetchFault.NO_ANSWER


class Fetcher(Protocol):
    def fetch(self, url: str, *, largest: int) -> bytes:
        """The bytes at `url`, at most `largest`. Raises FetchFailed."""
        ...


class GuardedFetcher:
    """Fetches over HTTP and HTTPS on their own ports. `seconds` is for all of it, redirects included.

    `may_reach_loopback` is for tests and demos: this machine's own servers, on any port.
    """

    def __init__(
        self,
        *,
        seconds: float = 20.0,
        may_reach_loopback: bool = False,
        resolve: Resolve = resolve_name,
        tls: ssl.SSLContext | None = None,
    ):
        self._seconds = seconds
        self._guard = Guard(_PORTS, may_reach_loopback=may_reach_loopback, resolve=resolve)
        self._tls = tls

    def fetch(self, url: str, *, largest: int) -> bytes:
        """As `Fetcher.fetch`. Never inside a transaction: somebody else decides how long it takes."""
        refuse_inside_transaction("an address was fetched")
        ends_at = time.monotonic() + self._seconds
        try:
            wanted = httpx2.URL(url)
            for _ in range(1 + _MOST_REDIRECTS):
                answer = self._ask(wanted, largest, ends_at)
                if isinstance(answer, bytes):
                    return answer
                wanted = wanted.join(answer)
        except (NotAllowed, httpx2.InvalidURL, ValueError) as error:
            raise FetchFailed(FetchFault.NOT_ALLOWED) from error
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
            raise FetchFailed(FetchFault.NO_ANSWER) from error
        raise FetchFailed(FetchFault.REFUSES)

    def _ask(self, url: httpx2.URL, largest: int, ends_at: float) -> bytes | str:
        """The body, or where it is said to be instead."""
        address = self._guard.address(url)
        headers = [(b"Host", url.netloc), *_HEADERS]
        backend = PinnedBackend(self._guard, ends_at=ends_at, connect_seconds=self._seconds)
        with (
            httpcore2.ConnectionPool(ssl_context=self._tls, network_backend=backend) as pool,
            pool.stream("GET", address, headers=headers, extensions=timeouts(self._seconds)) as answer,
        ):
            if answer.status in _REDIRECTS:
                return _location(answer)
            if answer.status != 200:
                fault = FetchFault.NO_ANSWER if answer.status in _MAY_HEAL else FetchFault.REFUSES
                raise FetchFailed(fault)
            return _body(answer, largest)


def _location(answer: httpcore2.Response) -> str:
    for name, value in answer.headers:
        if name.lower() == b"location":
            return value.decode("ascii", "strict")
    raise FetchFailed(FetchFault.REFUSES)


def _body(answer: httpcore2.Response, largest: int) -> bytes:
    announced = next((value for name, value in answer.headers if name.lower() == b"content-length"), b"0")
    if announced.isdigit() and int(announced) > largest:
        raise FetchFailed(FetchFault.TOO_LARGE)
    taken = bytearray()
    for piece in answer.iter_stream():
        taken += piece
        if len(taken) > largest:
            raise FetchFailed(FetchFault.TOO_LARGE)
    return bytes(taken)
