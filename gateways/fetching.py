"""Fetch what lies at an address that somebody else wrote, without being led into our own network (CWE-918).

The name is resolved once, every address behind it must be a public one, and the connection goes to an address that
was checked, under the name that was asked for. Each redirect is a new address.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Protocol

import httpcore2
import httpx2

from kit.database import refuse_inside_transaction

_PORTS = {"http": 80, "https": 443}
_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAY_HEAL = frozenset({408, 425, 429, *range(500, 600)})
_PIECE = 64 * 1024
_HEADERS = (
    (b"User-Agent", b"Solifair (pictures of a producer's own catalogue)"),
    (b"Accept", b"image/*"),
    (b"Accept-Encoding", b"identity"),
)
# An IPv6-only network reaches IPv4 through these; what is inside counts.
_NAT64 = IPv6Network("64:ff9b::/96")
# Tunnels of the past, Azure's own services, and what `is_global` lets through though no public host has it.
_NEVER = tuple(
    ip_network(network)
    for network in (
        "168.63.129.16/32",
        "192.88.99.0/24",
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
        "fec0::/10",
        "::ffff:0:0/96",
        "::/96",
    )
)

Resolve = Callable[[str, int], Sequence[str]]


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


def resolve_name(host: str, port: int) -> Sequence[str]:
    """The addresses of a name as this machine knows them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str, *, may_reach_loopback: bool = False) -> bool:
    """Whether `address`, numeric, belongs to the open internet."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if may_reach_loopback and found.is_loopback:
        return True
    if isinstance(found, IPv6Address) and found in _NAT64:
        found = IPv4Address(int(found) & 0xFFFF_FFFF)
    if any(found in network for network in _NEVER):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


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
        self._may_reach_loopback = may_reach_loopback
        self._resolve = resolve
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
        except (httpx2.InvalidURL, ValueError) as error:
            raise FetchFailed(FetchFault.NOT_ALLOWED) from error
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
            raise FetchFailed(FetchFault.NO_ANSWER) from error
        raise FetchFailed(FetchFault.REFUSES)

    def _ask(self, url: httpx2.URL, largest: int, ends_at: float) -> bytes | str:
        """The body, or where it is said to be instead."""
        address = self._address(url)
        headers = [(b"Host", url.netloc), *_HEADERS]
        backend = _Pinned(self._addresses_of, ends_at)
        with (
            httpcore2.ConnectionPool(ssl_context=self._tls, network_backend=backend) as pool,
            pool.stream("GET", address, headers=headers, extensions=_timeouts(self._seconds)) as answer,
        ):
            if answer.status in _REDIRECTS:
                return _location(answer)
            if answer.status != 200:
                fault = FetchFault.NO_ANSWER if answer.status in _MAY_HEAL else FetchFault.REFUSES
                raise FetchFailed(fault)
            return _body(answer, largest)

    def _address(self, url: httpx2.URL) -> httpcore2.URL:
        port = _PORTS.get(url.scheme) if url.port is None else url.port
        if url.scheme not in _PORTS or not url.raw_host or url.userinfo or port is None:
            raise FetchFailed(FetchFault.NOT_ALLOWED)
        if port not in _PORTS.values() and not self._may_reach_loopback:
            raise FetchFailed(FetchFault.NOT_ALLOWED)
        return httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=port, target=url.raw_path)

    def _addresses_of(self, host: str, port: int) -> Sequence[str]:
        addresses = self._resolve(host, port)
        if not addresses:
            raise FetchFailed(FetchFault.NO_ANSWER)
        for address in addresses:
            if not is_public(address, may_reach_loopback=self._may_reach_loopback):
                raise FetchFailed(FetchFault.NOT_ALLOWED)
            is_odd_port = port not in _PORTS.values()
            if is_odd_port and not ip_address(address).is_loopback:
                raise FetchFailed(FetchFault.NOT_ALLOWED)
        return addresses


def _timeouts(seconds: float) -> dict[str, dict[str, float]]:
    return {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), seconds)}


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


class _Pinned(httpcore2.NetworkBackend):
    """Connects to the checked addresses of a name and to no others, and ends when the time is over."""

    def __init__(self, addresses_of: Resolve, ends_at: float):
        self._addresses_of = addresses_of
        self._ends_at = ends_at
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        refused: Exception = httpcore2.ConnectError()
        for address in self._addresses_of(host, port):
            try:
                left = _left(self._ends_at, httpcore2.ConnectTimeout)
                stream = self._sockets.connect_tcp(address, port, timeout=left, socket_options=socket_options)
                return _Hurried(stream, self._ends_at)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                refused = error
        raise refused


class _Hurried(httpcore2.NetworkStream):
    """A stream whose every step gets only what is left of the time: a server that drips does not hold us."""

    def __init__(self, stream: httpcore2.NetworkStream, ends_at: float):
        self._stream = stream
        self._ends_at = ends_at

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(min(max_bytes, _PIECE), timeout=_left(self._ends_at, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout=_left(self._ends_at, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = _left(self._ends_at, httpcore2.ConnectTimeout)
        return _Hurried(self._stream.start_tls(ssl_context, server_hostname, timeout=left), self._ends_at)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _left(ends_at: float, late: type[httpcore2.TimeoutException]) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise late()
    return left
