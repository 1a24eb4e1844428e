"""Named places between two statements where a test may stop a process, or kill it.

Why the product carries them: what must not go wrong with money is a death *between* two particular statements, after
Stripe was asked and before the books say so. From outside, a process can only be killed at some moment, which hits such
a gap once in a thousand tries, and a test that mostly misses proves nothing. A mock inside would hit it every time, but
then it would no longer be our processes, with their pools, brokers and supervisors, that die and come back. So the gaps
have names here, as in FoundationDB and TigerBeetle, and tests/faults kills real processes exactly there.

Inert unless SOLIFAIR_FAULTPOINTS names a folder and SOLIFAIR_MODE is demo or test; production refuses to start with it.
Inert, a call compares one module variable with None. Otherwise a file arms a place, once, for the first process that
comes by:

    NAME.wait   the file becomes NAME.wait.PID, and the process goes on when that is removed, or after two minutes
    NAME.kill   the file becomes NAME.kill.PID, and the process is gone (SIGKILL)

It reads the environment by itself, not through the settings: verbs of the market have none to hand.
"""

import os
import signal
import time
from pathlib import Path

_LONGEST_WAIT_S = 120.0
_PAUSE_S = 0.01


def _armed_folder() -> Path | None:
    folder = os.environ.get("SOLIFAIR_FAULTPOINTS", "")
    return Path(folder) if folder and os.environ.get("SOLIFAIR_MODE") in {"demo", "test"} else None


_FOLDER = _armed_folder()


def faultpoint(name: str, of: str = "") -> None:
    """Do nothing; in a test, wait or die here when the test has armed this place. `of` tells apart what passes by: a
    place `claimed` of `refund` is armed as `claimed.refund`."""
    if _FOLDER is not None:
        _reach(_FOLDER, f"{name}.{of}" if of else name)


def _reach(folder: Path, name: str) -> None:
    if _take(folder / f"{name}.kill"):
        os.kill(os.getpid(), signal.SIGKILL)
    if (reached := _take(folder / f"{name}.wait")) is not None:
        deadline = time.monotonic() + _LONGEST_WAIT_S
        while reached.exists() and time.monotonic() < deadline:
            time.sleep(_PAUSE_S)


def _take(armed: Path) -> Path | None:
    """Be the one whom the file was meant for: a rename succeeds once."""
    try:
        return armed.rename(f"{armed}.{os.getpid()}")
    except FileNotFoundError:
        return None
