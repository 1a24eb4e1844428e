"""The running processes: started, asked whether they answer, watched, stopped in order."""

import http.client
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cli.market_runner.choices import ROOT
from cli.market_runner.errors import CannotRun
from cli.market_runner.plan import Program
from kit.child import last_lines, log_size, start_child, stop_child

_PAUSE_SECONDS = 0.05
_STOP_SECONDS = 8.0
_EVIDENCE_LINES = 12
_ALL_LINES = 10_000
_DISK_FULL = "No space left on device"
# An answer from the machine itself must not take the way through a proxy that the environment names.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Children:
    """Every process of one market but its servers, by name. Use it from the main thread only."""

    def __init__(self, logs: Path, environment: Mapping[str, str]):
        self._logs = logs
        self.environment = environment
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._errand: subprocess.Popen[bytes] | None = None
        self._others: dict[str, tuple[subprocess.Popen[bytes], Path]] = {}
        self._log_starts: dict[str, int] = {}

    @property
    def pids(self) -> dict[str, int]:
        watched = {name: child.pid for name, (child, _) in self._others.items()}
        return watched | {name: child.pid for name, child in self._running.items()}

    def watch(self, name: str, child: subprocess.Popen[bytes], log: Path) -> None:
        """Notice when a server that was started elsewhere dies."""
        self._others[name] = (child, log)

    def start(self, program: Program) -> None:
        """Start one that is to last."""
        self._running[program.name] = self._start(program.name, program.command)

    def run(self, name: str, command: Sequence[str]) -> list[str]:
        """Run a command to its end, watching the others meanwhile; its output. Raises CannotRun when it fails."""
        self._errand = self._start(name, command)
        while self._errand.poll() is None:
            self.require_alive()
            time.sleep(_PAUSE_SECONDS)
        status, self._errand = self._errand.returncode, None
        if status != 0:
            raise self._explain(name, status, self._log(name))
        return last_lines(self._log(name), _ALL_LINES, since=self._log_starts[name])

    def await_answer(self, programs: Iterable[Program], *, seconds: float) -> None:
        """Wait until every program's health address answers 200. Raises CannotRun for a dead or a mute one."""
        waiting = list(programs)
        deadline = time.monotonic() + seconds
        while waiting:
            self.require_alive()
            waiting = [program for program in waiting if program.health_url and not _answers(program.health_url)]
            if waiting and time.monotonic() > deadline:
                raise self.mute(waiting[0].name, seconds)
            time.sleep(_PAUSE_SECONDS if waiting else 0)

    def mute(self, name: str, seconds: float) -> CannotRun:
        """What to say about a process that lives and does not answer."""
        problem = f"{_the(name)} does not answer after {seconds:.0f} seconds."
        return CannotRun(problem, f"Its log is {self._log(name)}.", evidence=self._evidence(name))

    def require_alive(self) -> None:
        """Raise CannotRun, naming it, when a process has died."""
        for name, (child, log) in self._others.items():
            if child.poll() is not None:
                raise self._explain(name, child.returncode, log)
        for name, child in self._running.items():
            if child.poll() is not None:
                raise self._explain(name, child.returncode, self._log(name))

    def stop(self, order: Sequence[str]) -> None:
        """Stop every process that was started here, one after the other."""
        if self._errand is not None:
            stop_child(self._errand, patience=_STOP_SECONDS)
        for name in order:
            child = self._running.pop(name, None)
            if child is not None:
                stop_child(child, patience=_STOP_SECONDS)

    def _start(self, name: str, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """It is killed with us, however we die: everything our processes do is safe to be cut off."""
        log = self._log(name)
        self._log_starts[name] = log_size(log)
        return start_child(command, log=log, cwd=ROOT, env=self.environment, death_signal=signal.SIGKILL)

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def _evidence(self, name: str) -> list[str]:
        return last_lines(self._log(name), _EVIDENCE_LINES, since=self._log_starts.get(name, 0))

    def _explain(self, name: str, status: int, log: Path) -> CannotRun:
        evidence = last_lines(log, _EVIDENCE_LINES, since=self._log_starts.get(name, 0))
        if any(_DISK_FULL in line for line in evidence):
            return disk_full(log.parent)
        how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
        return CannotRun(f"{_the(name)} {how}.", f"Its log is {log}.", evidence=evidence)


def _the(name: str) -> str:
    return name if name[0].isupper() else f"The {name}"


def disk_full(where: Path) -> CannotRun:
    return CannotRun(
        f"The disk that holds {where} is full.", "Free some space and start again; what was saved is kept."
    )


def _answers(url: str) -> bool:
    try:
        with _OPENER.open(url, timeout=2) as answer:
            return bool(answer.status == 200)
    # A connection to a port that nobody listens on may meet itself, and then hears its own question.
    except (urllib.error.URLError, OSError, http.client.HTTPException):
        return False
