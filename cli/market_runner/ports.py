"""Whether the ports are free."""

import errno
import socket
from collections.abc import Mapping

from cli.market_runner.errors import CannotRun

_LAST_PORT = 65_535


def require_free(host: str, ports: Mapping[str, int]) -> None:
    """Raise CannotRun, naming port and reason, unless every one of `ports` can be bound on `host`."""
    for owner, port in ports.items():
        if not 1 <= port <= _LAST_PORT:
            raise CannotRun(f"There is no port {port} for the {owner}.", "Choose a --port between 1024 and 65533.")
        try:
            _bind(host, port)
        except OSError as error:
            raise CannotRun(_refusal(error, host, port, owner), "Choose another port with --port.") from None


def _bind(host: str, port: int) -> None:
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    with socket.socket(family, kind) as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        candidate.bind(address)
        # Only listening tells: two sockets may be bound to one address when neither listens yet.
        candidate.listen(1)


def _refusal(error: OSError, host: str, port: int, owner: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port}, meant for the {owner}, is taken by another program."
    if error.errno == errno.EACCES:
        return f"Port {port}, meant for the {owner}, is reserved for the system's administrator."
    return f"{host} is not an address of this machine ({error.strerror or error})."
