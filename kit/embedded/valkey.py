"""A Valkey server of our own, on a unix socket."""

import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from kit.child import log_size, start_child, stop_child
from kit.embedded.errors import EmbeddedServiceError, explain
from kit.embedded.places import find_valkey

_START_SECONDS = 15.0
_PAUSE_SECONDS = 0.02


class ValkeyServer:
    """One server whose append-only file lies in `data_dir` and whose socket lies in `run_dir`.

    `durable` writes every command to disk within a second; not durable keeps all in memory. Use it as a context manager
    or call `start()` and `stop()`, from the main thread. Dies with this process. Raises EmbeddedServiceError.
    """

    def __init__(self, data_dir: Path, run_dir: Path, *, durable: bool, log: Path | None = None):
        self.data_dir = data_dir.resolve()
        self.socket = run_dir / "valkey.sock"
        self.log = log or self.data_dir.with_name(f"{self.data_dir.name}.log")
        self._durable = durable
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """`unix:///path`, as redis-py and the rate limiter read it."""
        return f"unix://{quote(str(self.socket), safe='/')}"

    @property
    def celery_url(self) -> str:
        """`redis+socket:///path`, as Celery reads it."""
        return f"redis+socket://{quote(str(self.socket), safe='/')}"

    @property
    def child(self) -> subprocess.Popen[bytes]:
        """The running server. Raises RuntimeError before `start()`."""
        if self._child is None:
            raise RuntimeError("the server has not been started")
        return self._child

    def start(self) -> None:
        """Start it and wait until it answers PING."""
        program = find_valkey()
        options = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700", "--save", ""]
        options += ["--maxmemory-policy", "noeviction", "--appendonly", "yes" if self._durable else "no"]
        deadline = time.monotonic() + _START_SECONDS
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            while self._answers():
                if time.monotonic() > deadline:
                    raise EmbeddedServiceError(
                        f"Another Valkey answers on {self.socket}.", "Stop the market that is running there first."
                    )
                time.sleep(_PAUSE_SECONDS)
            self.socket.unlink(missing_ok=True)
            written = log_size(self.log)
            # Its directory is its working directory, as a path given by option may not hold every character.
            child = start_child([str(program), *options], log=self.log, cwd=self.data_dir)
        except OSError as error:
            raise explain("Valkey", self.log, error=error) from error
        while not self._answers():
            if child.poll() is not None or time.monotonic() > deadline:
                stop_child(child)
                raise explain("Valkey", self.log, since=written)
            time.sleep(_PAUSE_SECONDS)
        self._child = child

    def stop(self) -> None:
        """Let it write its file and leave. Harmless when not running."""
        if self._child is not None:
            stop_child(self._child, signals=(signal.SIGTERM,))
            self._child = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(1.0)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False
