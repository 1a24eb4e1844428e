"""Ports for the markets of the tests."""

import random
import socket

# Below those that a system gives to whoever asks for any, also for the near end of a call: a market takes its ports
# many seconds after it was told them.
_LOWEST, _HIGHEST = 20_000, 32_000


def free_ports() -> int:
    """The first of three neighbouring ports that nobody uses, not likely to be found by another process too."""
    for _ in range(50):
        port = random.randrange(_LOWEST, _HIGHEST, 3)
        if all(_is_free(port + offset) for offset in range(3)):
            return port
    raise AssertionError("no three neighbouring ports are free")


def _is_free(port: int) -> bool:
    with socket.socket() as candidate:
        try:
            candidate.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
