"""Look names up for as long as one wants to wait. The system's own lookup takes no time limit, and what it waits for is
whoever answers for somebody else's name.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import BoundedSemaphore, Thread

Resolve = Callable[[str, int], Sequence[str]]


class Lookups:
    """Each lookup in a thread of its own, at most `at_once` of them: one that hangs is left behind until the system
    gives it up, and what it answers then is not used."""

    def __init__(self, at_once: int):
        self._places = BoundedSemaphore(at_once)

    def ask(self, resolve: Resolve, host: str, port: int, *, seconds: float) -> Sequence[str]:
        """What `resolve` answers or raises. Raises TimeoutError, which is an OSError, when that takes too long, or when
        as many as there may be hang."""
        ends_at = time.monotonic() + seconds
        if not self._places.acquire(timeout=seconds):
            raise TimeoutError("too many names are being looked up")
        found: Future[Sequence[str]] = Future()
        try:
            Thread(target=self._ask, args=(found, resolve, host, port), name="lookup", daemon=True).start()
        except RuntimeError as error:
            self._places.release()
            raise OSError("no thread to look a name up in") from error
        return found.result(max(0.0, ends_at - time.monotonic()))

    def _ask(self, found: Future[Sequence[str]], resolve: Resolve, host: str, port: int) -> None:
        try:
            found.set_result(resolve(host, port))
        except Exception as error:
            found.set_exception(error)
        finally:
            self._places.release()
