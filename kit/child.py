"""Child processes that cannot outlive their parent, and whose last words can be read.

Linux sends a child its death signal when the *thread* that started it ends, so start children from the main thread.
"""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_PRCTL = getattr(ctypes.CDLL(None), "prctl", None)  # Linux has it
_PR_SET_PDEATHSIG = 1
_ROTATE_BYTES = 5_000_000
_TAIL_BYTES = 16_000


def _tie_to_parent(parent: int, death_signal: signal.Signals, then: Callable[[], None]) -> Callable[[], None]:
    """What the child does between fork and exec: nothing that could take a lock the parent holds."""

    def tie() -> None:
        then()
        # After `then`, as a change of user makes the kernel forget the death signal.
        if _PRCTL is not None:
            _PRCTL(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tie


def _nothing() -> None:
    pass


def start_child(
    command: Sequence[str],
    *,
    log: Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    before_exec: Callable[[], None] = _nothing,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, so that Ctrl-C reaches the parent alone; its output is added to `log`.

    The child gets `death_signal` when this process dies, however it dies. Raises OSError when it cannot be started.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _ROTATE_BYTES:
        log.replace(log.with_name(f"{log.name}.1"))
    with log.open("ab") as output:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=None if env is None else dict(env),
            start_new_session=True,
            preexec_fn=_tie_to_parent(os.getpid(), death_signal, before_exec),
        )


def stop_child(
    child: subprocess.Popen[bytes], *, signals: Sequence[signal.Signals] = (signal.SIGTERM,), patience: float = 10.0
) -> int:
    """Send the signals one after the other, `patience` seconds apart, and SIGKILL last. Gives the exit status."""
    for number in (*signals, signal.SIGKILL):
        if child.poll() is not None:
            break
        child.send_signal(number)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    return child.wait()


def log_size(log: Path) -> int:
    """How many bytes a log has; 0 when there is none."""
    return log.stat().st_size if log.exists() else 0


def last_lines(log: Path, count: int, *, since: int = 0) -> list[str]:
    """The last non-empty lines that were written after byte `since`; none when there is no log."""
    try:
        with log.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            # A log that has become shorter was replaced by a new one.
            file.seek(max(since if since <= size else 0, size - _TAIL_BYTES))
            lines = file.read().decode(errors="replace").splitlines()
    except FileNotFoundError:
        return []
    return [line for line in lines if line.strip()][-count:]
