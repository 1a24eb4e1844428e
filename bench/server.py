"""A server as in production: it flushes to disk. In it, a migrated and empty database; beside it, pgbench."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kit.embedded.places import find_postgres
from kit.embedded.postgres import PostgresServer
from tests.services import migrate

CLIENTS, PROCESSES = 16, 2


@contextmanager
def durable_server() -> Iterator[PostgresServer]:
    """Its database is `solifair`; gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="solifair-bench-") as folder,
        PostgresServer(Path(folder) / "postgres", Path(folder), durable=True) as server,
    ):
        server.create_database("solifair")
        migrate(server.url)
        yield server


def run_pgbench(server: PostgresServer, script: str, seconds: float, *options: str) -> str:
    """What pgbench says of sixteen clients that send `script` for so long. Raises RuntimeError when any failed."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        # The server may run as somebody else, and so does pgbench's password-less login.
        Path(file.name).chmod(0o644)
        command = [str(find_postgres() / "pgbench"), "-n", "-c", str(CLIENTS), "-j", str(PROCESSES), *options]
        place = ["-T", str(int(seconds)), "-f", file.name, "-h", str(server.run_dir), "-U", "solifair", "solifair"]
        run = subprocess.run([*command, *place], capture_output=True, text=True)
    if run.returncode or "number of failed transactions: 0 " not in run.stdout:
        raise RuntimeError(run.stdout + run.stderr[-2000:])
    return run.stdout
