"""A PostgreSQL server of our own, on a unix socket."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from kit.child import last_lines, log_size, start_child, stop_child
from kit.embedded.errors import EmbeddedServiceError, explain
from kit.embedded.places import find_postgres
from kit.embedded.user import RunAs, choose_user, give_to, reachable_programs

_OWNER = "solifair"
_START_SECONDS = 30.0
_LEAVE_SECONDS = 15.0
_PAUSE_SECONDS = 0.02

_QUIET = ("log_checkpoints=off", "lc_messages=C", "timezone=UTC", "log_timezone=UTC", "max_connections=300")
# Losing data costs a test nothing: no flushing, and the smallest write-ahead log.
_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")


class PostgresServer:
    """One cluster in `data_dir`, made when missing, whose socket lies in `run_dir`.

    `durable` survives a crash of the machine; not durable is for tests. `settings` are more of the server's, each as
    `name=value`. Use it as a context manager or call `start()` and `stop()`, from the main thread. Dies with this
    process, even when that is killed. Raises EmbeddedServiceError.
    """

    def __init__(
        self, data_dir: Path, run_dir: Path, *, durable: bool, log: Path | None = None, settings: Sequence[str] = ()
    ):
        self.data_dir = data_dir.resolve()
        self.run_dir = run_dir
        self.log = log or self.data_dir.with_name(f"{self.data_dir.name}.log")
        self._durable = durable
        self._settings = tuple(settings)
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the database `solifair`, as its owner."""
        return self.database_url("solifair")

    def database_url(self, database: str, *, user: str = _OWNER) -> str:
        """`postgresql://user@/database?host=/socket/dir`: understood by psycopg 3, asyncpg, libpq and SQLAlchemy."""
        return f"postgresql://{quote(user)}@/{quote(database)}?host={quote(str(self.run_dir), safe='/')}"

    @property
    def child(self) -> subprocess.Popen[bytes]:
        """The running server. Raises RuntimeError before `start()`."""
        if self._child is None:
            raise RuntimeError("the server has not been started")
        return self._child

    def start(self) -> None:
        """Make the cluster when there is none, start it, and wait until it takes connections."""
        programs = find_postgres()
        try:
            self.data_dir.parent.mkdir(parents=True, exist_ok=True)
            self._await_predecessor()
            run_as = choose_user(self.data_dir)
            if run_as.nobody_id is not None:
                give_to(run_as.nobody_id, self.run_dir)
                programs = reachable_programs(run_as.nobody_id, programs, self.run_dir)
            if not (self.data_dir / "PG_VERSION").exists():
                self._make_cluster(programs, run_as)
            self._require_same_version(programs)
            if run_as.nobody_id is not None:
                give_to(run_as.nobody_id, self.data_dir)
            self._run(programs, run_as)
        except OSError as error:
            raise explain("PostgreSQL", self.log, error=error) from error

    def create_database(self, name: str) -> None:
        """Make sure that there is a database of this name."""
        with psycopg.connect(self.database_url("postgres"), autocommit=True) as connection:
            if connection.execute("select from pg_database where datname = %s", [name]).fetchone() is None:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))

    def create_login(self, name: str, *, member_of: str) -> None:
        """Make sure that there is a login `name` with the rights of the role `member_of`, and no rights of its own."""
        with psycopg.connect(self.database_url("postgres"), autocommit=True) as connection:
            for role in (member_of, name):
                if connection.execute("select from pg_roles where rolname = %s", [role]).fetchone() is None:
                    connection.execute(sql.SQL("create role {}").format(sql.Identifier(role)))
            connection.execute(sql.SQL("alter role {} login").format(sql.Identifier(name)))
            connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(member_of), sql.Identifier(name)))

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is kept. Harmless when not running."""
        if self._child is not None:
            stop_child(self._child, signals=(signal.SIGINT, signal.SIGQUIT))
            self._child = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _make_cluster(self, programs: Path, run_as: RunAs) -> None:
        """initdb into a directory beside, renamed when complete: half a cluster is never taken for a whole one."""
        unfinished = self.data_dir.with_name(f"{self.data_dir.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if run_as.nobody_id is not None:
            give_to(run_as.nobody_id, unfinished)
        options = ["--username", _OWNER, "--auth=trust", "--encoding=UTF8", "--no-instructions", *_locale(programs)]
        if not self._durable:
            options.append("--no-sync")
        written = log_size(self.log)
        child = start_child(
            [*run_as.prefix, str(programs / "initdb"), "-D", str(unfinished), *options],
            log=self.log,
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
            cwd=unfinished,
            before_exec=run_as.before_exec,
        )
        if child.wait() != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise explain("PostgreSQL's initdb", self.log, since=written)
        if self.data_dir.exists():
            self.data_dir.rmdir()
        unfinished.rename(self.data_dir)

    def _require_same_version(self, programs: Path) -> None:
        of_data = int((self.data_dir / "PG_VERSION").read_text().strip())
        of_program = _major_version(programs)
        if of_data != of_program:
            raise EmbeddedServiceError(
                f"The data in {self.data_dir} was written by PostgreSQL {of_data}, and the one found is {of_program}.",
                "Set SOLIFAIR_PG_BIN to the older version's bin directory, or start afresh with --reset.",
            )

    def _run(self, programs: Path, run_as: RunAs) -> None:
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.run_dir}",
            "unix_socket_permissions=0700",
            *_QUIET,
            *(() if self._durable else _FORGETFUL),
            *self._settings,
        ]
        command = [*run_as.prefix, str(programs / "postgres"), "-D", str(self.data_dir)]
        for setting in settings:
            command += ["-c", setting]
        deadline = time.monotonic() + _START_SECONDS
        while True:
            written = log_size(self.log)
            child = start_child(
                command,
                log=self.log,
                env={**os.environ, "LC_ALL": "C"},
                cwd=self.data_dir,
                death_signal=signal.SIGINT if self._durable else signal.SIGQUIT,
                before_exec=run_as.before_exec,
            )
            while child.poll() is None and time.monotonic() < deadline:
                if self._is_ready(child.pid):
                    self._child = child
                    return
                time.sleep(_PAUSE_SECONDS)
            stop_child(child, signals=(signal.SIGINT,))
            # After a crash, the old server's last processes may hold its shared memory for a moment more.
            held = any("shared memory block" in line for line in last_lines(self.log, 5, since=written))
            if not held or time.monotonic() > deadline:
                raise explain("PostgreSQL", self.log, since=written)
            time.sleep(0.2)

    def _is_ready(self, pid: int) -> bool:
        """What pg_ctl looks at: the eighth line of the pid file."""
        lines = self._pid_file_lines()
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self.data_dir / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _await_predecessor(self) -> None:
        """Let a server whose parent was killed finish leaving; forget one that left its pid file behind."""
        deadline = time.monotonic() + _LEAVE_SECONDS
        while lines := self._pid_file_lines():
            if not lines[0].isdigit() or not self._is_our_server(int(lines[0])):
                (self.data_dir / "postmaster.pid").unlink(missing_ok=True)
                return
            if time.monotonic() > deadline:
                raise EmbeddedServiceError(
                    f"Another PostgreSQL (process {lines[0]}) is using {self.data_dir}.",
                    "Stop the market that is running there first.",
                )
            time.sleep(_PAUSE_SECONDS)

    def _is_our_server(self, pid: int) -> bool:
        """Whether the process is a postmaster on this data directory, and not a stranger with a reused number."""
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except FileNotFoundError:
            return False
        return os.fsencode(self.data_dir) in command


def _major_version(programs: Path) -> int:
    told = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(told.split()[2].partition(".")[0].removesuffix("devel"))


def _locale(programs: Path) -> list[str]:
    """Sort by code point, know every letter's case, and depend on nothing the host has installed."""
    version = _major_version(programs)
    if version >= 18:
        return ["--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--locale=C"]
    if version == 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]
