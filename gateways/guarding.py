"""Reach addresses that somebody else wrote without being led into our own network (CWE-918).

A name is resolved once, every address behind it must be a public one, and the connection goes to an address that was
checked, under the name that was asked for.
"""

import socket
import ssl
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import httpcore2
import httpx2

from gateways.lookups import Lookups, Resolve

_USUAL_PORTS = {"http": 80, "https": 443}
_PIECE = 64 * 1024
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

# A name server answers in a fraction of a second, or has lost the question: then the system asks again after five.
_LOOKUP_SECONDS = 3.0
# More than the workers' threads leave behind while a system gives one up: nobody's dead name server is in others' way.
_LOOKUPS = Lookups(at_once=64)


@dataclass(eq=False)
class NotAllowed(Exception):
    """Nothing was sent there. `address` is what the name led to, where it was the address that is not public."""

    address: str | None = None


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


@dataclass(frozen=True)
class Guard:
    """What may be reached: these ports, on public addresses.

    `may_reach_loopback` is for tests and demos: this machine's own servers, on any port.
    """

    ports: Collection[int]
    may_reach_loopback: bool = False
    resolve: Resolve = resolve_name

    def address(self, url: httpx2.URL) -> httpcore2.URL:
        """The parts of an address that may be asked for. Raises NotAllowed; nothing is resolved yet."""
        port = _USUAL_PORTS.get(url.scheme) if url.port is None else url.port
        if url.scheme not in _USUAL_PORTS or not url.raw_host or url.userinfo or port is None:
            raise NotAllowed()
        if port not in self.ports and not self.may_reach_loopback:
            raise NotAllowed()
        return httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=port, target=url.raw_path)

    def addresses_of(self, host: str, port: int, *, seconds: float = _LOOKUP_SECONDS) -> Sequence[str]:
        """All addresses of a name, each of them checked; `seconds` is what may be waited for them, at most three.

        Raises NotAllowed, OSError for a name that nobody knows or answers for in time.
        """
        addresses = _LOOKUPS.ask(self.resolve, host, port, seconds=min(seconds, _LOOKUP_SECONDS))
        if not addresses:
            raise OSError(f"{host} has no address")
        for address in addresses:
            if not is_public(address, may_reach_loopback=self.may_reach_loopback):
                raise NotAllowed(address)
            if port not in self.ports and not ip_address(address).is_loopback:
                raise NotAllowed(address)
        return addresses


class PinnedBackend(httpcore2.NetworkBackend):
    """Connects to the checked addresses of a name and to no others, and ends when the time is over."""

    def __init__(self, guard: Guard, *, ends_at: float, connect_seconds: float):
        self._guard = guard
        self._ends_at = ends_at
        self._connect_seconds = connect_seconds
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
        left = _left(self._ends_at, httpcore2.ConnectTimeout)
        for address in self._guard.addresses_of(host, port, seconds=left):
            try:
                left = min(self._connect_seconds, _left(self._ends_at, httpcore2.ConnectTimeout))
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


def timeouts(seconds: float) -> dict[str, dict[str, float]]:
    """What httpcore wants to be told; the whole is timed by `PinnedBackend`."""
    return {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), seconds)}


def _left(ends_at: float, late: type[httpcore2.TimeoutException]) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise late()
    return left
