"""A whole market in processes of its own, as `solifair run` starts it."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.ports import free_ports
from tests.services import ROOT

_START_SECONDS = 90.0


class Market:
    """One supervisor and what it started. `home` holds its data, its sockets and what it printed.

    `behind` is a command that runs the supervisor's.
    """

    def __init__(
        self,
        home: Path,
        port: int,
        *options: str,
        environment: dict[str, str] | None = None,
        behind: tuple[str, ...] = (),
    ):
        self.home = home
        self.port = port
        self.var = home / "var, with a space"
        self.screen = home / "screen.txt"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SOLIFAIR_")}
        with self.screen.open("wb") as screen:
            self.process = subprocess.Popen(
                [*behind, sys.executable, "-m", "cli", "run", "--port", str(port), "--var", str(self.var), *options],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=subprocess.STDOUT,
                env={**inherited, "XDG_RUNTIME_DIR": str(home), "COLUMNS": "200", **(environment or {})},
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        """What it has printed so far."""
        return self.screen.read_text()

    @property
    def facts(self) -> dict[str, Any]:
        """`var/run.json`."""
        found: dict[str, Any] = json.loads((self.var / "run.json").read_text())
        return found

    def await_ready(self) -> None:
        """Wait for its `run.json`, which is written once everything answers."""
        deadline = time.monotonic() + _START_SECONDS
        while not self._is_ready():
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        """A killed market leaves its `run.json` to the next one, which removes it."""
        try:
            return bool(self.facts["pids"]["supervisor"] == self.process.pid)
        except FileNotFoundError:
            return False

    def await_end(self, *, seconds: float = _START_SECONDS) -> int:
        """Its exit status."""
        return self.process.wait(seconds)

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Ask it to stop; its exit status."""
        self.process.send_signal(number)
        return self.await_end(seconds=40)


@contextmanager
def market_home() -> Iterator[Path]:
    """A directory with a path short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="solifair-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def running_market(home: Path, *options: str, environment: dict[str, str] | None = None) -> Iterator[Market]:
    """A market that is stopped at the end, whatever happened to it."""
    market = Market(home, free_ports(), *options, environment=environment)
    try:
        yield market
    finally:
        if market.process.poll() is None:
            market.stop()
