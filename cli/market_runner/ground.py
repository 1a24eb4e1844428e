"""The directory a market lives in: who holds it, its secrets, and what `--reset` takes away."""

import fcntl
import json
import os
import secrets
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from cli.market_runner.errors import CannotRun

ENVIRONMENT_FILE = "environment.json"
# Everything a market writes; the lock stays, as it is held while the rest goes.
_DATA = (
    "postgres",
    "postgres.unfinished",
    "valkey",
    "files",
    "sandbox",
    "log",
    "secrets.json",
    "run.json",
    ENVIRONMENT_FILE,
)


@dataclass(frozen=True)
class Secrets:
    """Made on the first start and kept, so that sessions and page cursors outlive a restart."""

    secret_key: str
    stripe_api_key: str
    stripe_webhook_secret: str
    stripe_connect_webhook_secret: str
    stripe_thin_webhook_secret: str

    @classmethod
    def new(cls) -> "Secrets":
        return cls(
            secret_key=secrets.token_urlsafe(48),
            stripe_api_key=f"sk_test_{secrets.token_hex(24)}",
            stripe_webhook_secret=f"whsec_{secrets.token_hex(24)}",
            stripe_connect_webhook_secret=f"whsec_{secrets.token_hex(24)}",
            stripe_thin_webhook_secret=f"whsec_{secrets.token_hex(24)}",
        )


class Ground:
    """`var/`, held by one supervisor at a time."""

    def __init__(self, var: Path):
        self.var = var.resolve()
        self.logs = self.var / "log"
        self.files = self.var / "files"
        self.sandbox = self.var / "sandbox"
        self.run_file = self.var / "run.json"
        self.environment_file = self.var / ENVIRONMENT_FILE
        self._lock: TextIO | None = None

    def hold(self) -> None:
        """Take the directory. Raises CannotRun when another supervisor has it; the lock ends with this process."""
        self.var.mkdir(mode=0o711, parents=True, exist_ok=True)
        self._make_private_folders()
        lock = (self.var / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            raise CannotRun(
                f"Another market (process {holder}) is running in {self.var}.",
                "Stop it with Ctrl-C first, or choose another directory with --var and another --port.",
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock
        self._forget_the_run()

    def release(self) -> None:
        """Let another supervisor have it."""
        self._forget_the_run()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _forget_the_run(self) -> None:
        self.run_file.unlink(missing_ok=True)
        self.environment_file.unlink(missing_ok=True)

    def reset(self) -> None:
        """Forget everything the market wrote, and nothing else that lies here."""
        for name in _DATA:
            path = self.var / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        self._make_private_folders()

    def _make_private_folders(self) -> None:
        for folder in (self.logs, self.files, self.sandbox):
            folder.mkdir(mode=0o700, exist_ok=True)

    def secrets(self) -> Secrets:
        """The secrets of this market; what is missing is made and kept. Raises CannotRun when the file is damaged."""
        path = self.var / "secrets.json"
        try:
            found = json.loads(path.read_text()) if path.exists() else {}
            kept = Secrets(**{**asdict(Secrets.new()), **found})
        except (ValueError, TypeError):
            raise CannotRun(
                f"{path} is damaged.", "Remove it: new secrets are made, and everybody signs in again."
            ) from None
        if found != asdict(kept):
            write_private(path, json.dumps(asdict(kept), indent=2))
        return kept


def write_private(path: Path, text: str) -> None:
    """Write a file that only we may read, whole or not at all."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with open(unfinished, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
