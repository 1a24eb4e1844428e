"""What programs cost: processor time of a server with all its processes, and of children that have ended."""

import os
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_LOOKS_EVERY_S = 0.1


def cpu_of_children() -> float:
    """Seconds of processor time that ended child processes of ours have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class ServerCpu:
    """Seconds that a server's processes have taken while it was watched. It is looked at ten times a second, since what
    a process took is gone with it."""

    def __init__(self, pid: int):
        self._pid = pid
        self._first: dict[str, int] = {}
        self._last: dict[str, int] = {}

    @property
    def seconds(self) -> float:
        return sum(ticks - self._first.get(pid, 0) for pid, ticks in self._last.items()) / _TICK

    @contextmanager
    def watched(self) -> Iterator["ServerCpu"]:
        self._first, self._last = self._look(), {}
        over = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(over,))
        watcher.start()
        try:
            yield self
        finally:
            over.set()
            watcher.join()
            self._last |= self._look()

    def _watch(self, over: threading.Event) -> None:
        while not over.wait(_LOOKS_EVERY_S):
            self._last |= self._look()

    def _look(self) -> dict[str, int]:
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if str(self._pid) in {stat.parent.name, fields[1]}:
                found[stat.parent.name] = int(fields[11]) + int(fields[12])
        return found
