"""Why an embedded service could not be started."""

import errno
from pathlib import Path

from kit.child import last_lines

_DISK_FULL = "No space left on device"


class EmbeddedServiceError(Exception):
    """One sentence on what is wrong and one on what to do about it."""

    def __init__(self, problem: str, remedy: str, *, log: Path | None = None):
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy
        self.log = log


def disk_is_full(where: Path) -> EmbeddedServiceError:
    return EmbeddedServiceError(
        f"The disk that holds {where} is full.", "Free some space and start again; nothing that was saved is lost."
    )


def explain(service: str, log: Path, *, since: int = 0, error: OSError | None = None) -> EmbeddedServiceError:
    """Turn a service that did not start into words: from its log after byte `since`, or the system's refusal."""
    if error is not None and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_is_full(log.parent)
    lines = last_lines(log, 20, since=since)
    if any(_DISK_FULL in line for line in lines):
        return disk_is_full(log.parent)
    told = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    reason = str(error) if error is not None else (told or lines or ["it said nothing"])[-1].strip()
    return EmbeddedServiceError(f"{service} did not start: {reason}", f"Its log is {log}.", log=log)
