"""Looking at processes that are not ours to wait for."""

import time
from collections.abc import Iterable
from pathlib import Path


def is_alive(pid: int) -> bool:
    """Whether the process exists and is more than a zombie nobody has buried."""
    try:
        facts = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return facts.rpartition(")")[2].split()[0] != "Z"


def await_gone(pids: Iterable[int], *, seconds: float) -> None:
    """Wait until every process has ended. Raises AssertionError naming those that have not."""
    deadline = time.monotonic() + seconds
    while left := [pid for pid in pids if is_alive(pid)]:
        assert time.monotonic() < deadline, f"still alive: {left}"
        time.sleep(0.02)
