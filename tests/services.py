"""One PostgreSQL and one Valkey for a run of the tests, and as many migrated databases as the tests ask for.

SOLIFAIR_TEST_DATABASE_URL (a role that may create databases) and SOLIFAIR_TEST_REDIS_URL name other servers to use.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar
from uuid import uuid4

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy.engine import make_url

from kit.embedded import PostgresServer, ValkeyServer

ROOT = Path(__file__).parent.parent

_ADMIN_URL = "SOLIFAIR_TEST_DATABASE_URL"
_VALKEY_URL = "SOLIFAIR_TEST_REDIS_URL"
_FOLDER = "SOLIFAIR_TEST_FOLDER"
# All that the databases of a run take at any one time, by far.
_ROOM = 4 * 1024**3
# Who signed in when a database was filled has signed in just now, as far as any test can tell.
_FILLED_FOR_SECONDS = 240

Told = TypeVar("Told")


@dataclass(frozen=True)
class Filled(Generic[Told]):
    """A database that was filled once, to be copied by all tests that begin with the same, and what its filler told."""

    template: str
    told: Told
    began: float


@dataclass(frozen=True)
class Services:
    """Addresses that every process of the run shares. `folder` holds the lock under which the template is made."""

    admin_url: str
    valkey_url: str
    folder: Path
    _filled: dict[Callable[[str], Any], Filled[Any]] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The migrated database that the others are copies of; made by whoever asks first."""
        name = f"solifair_template_{self.folder.name.rpartition('-')[2]}"
        with (self.folder / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (self.folder / "template.done").exists():
                self._drop(name)
                self._create(name)
                migrate(self.url_of(name))
                (self.folder / "template.done").touch()
        return name

    def url_of(self, database: str) -> str:
        return make_url(self.admin_url).set(database=database).render_as_string(hide_password=False)

    @contextmanager
    def clone(self, template: str | None = None) -> Iterator[str]:
        """The address of a copy of `template`, by default of the migrated and empty one; dropped afterwards together
        with its connections."""
        name = f"solifair_test_{uuid4().hex[:12]}"
        self._create(name, template=template or self.template)
        try:
            yield self.url_of(name)
        finally:
            self._drop(name)

    def filled(self, fill: Callable[[str], Told]) -> Filled[Told]:
        """What `fill` makes of a fresh database's address; by each process for itself, and anew every few minutes.

        It closes its connections, and nobody opens any but to a copy.
        """
        found = self._filled.get(fill)
        if found is not None and time.monotonic() - found.began < _FILLED_FOR_SECONDS:
            return found
        if found is not None:
            self._drop(found.template)
        began, name = time.monotonic(), f"solifair_filled_{uuid4().hex[:12]}"
        self._create(name, template=self.template)
        self._filled[fill] = Filled(name, fill(self.url_of(name)), began)
        return self._filled[fill]

    @contextmanager
    def empty_database(self) -> Iterator[str]:
        """The address of a database without a single table, for the tests of the migrations."""
        name = f"solifair_empty_{uuid4().hex[:12]}"
        self._create(name)
        try:
            yield self.url_of(name)
        finally:
            self._drop(name)

    def drop_filled(self) -> None:
        for filled in self._filled.values():
            self._drop(filled.template)

    def drop_template(self) -> None:
        if (self.folder / "template.done").exists():
            self._drop(self.template)

    def _create(self, name: str, template: str = "template0") -> None:
        statement = "create database {} template {} strategy file_copy"
        self._run(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(template)))

    def _drop(self, name: str) -> None:
        self._run(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(statement)


def migrate(database_url: str, revision: str = "head") -> None:
    """Bring the database to `revision`."""
    config = Config(str(ROOT / "alembic.ini"))
    config.attributes["database_url"] = database_url
    command.upgrade(config, revision)


@contextmanager
def running_services() -> Iterator[Services]:
    """Start what is not given by the environment, in a directory of its own that is removed at the end.

    Other processes of the same run find the services in the environment and start nothing.
    """
    inherited = os.environ.get(_FOLDER)
    if inherited:
        services = Services(os.environ[_ADMIN_URL], os.environ[_VALKEY_URL], Path(inherited))
        yield services
        services.drop_filled()
        return
    folder = Path(tempfile.mkdtemp(prefix="solifair-test-", dir=_memory()))
    before = {name: os.environ.get(name) for name in (_ADMIN_URL, _VALKEY_URL, _FOLDER)}
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(_restore, before)
        admin_url, valkey_url = before[_ADMIN_URL], before[_VALKEY_URL]
        if not admin_url:
            postgres = stack.enter_context(PostgresServer(folder / "postgres", folder, durable=False))
            admin_url = postgres.database_url("postgres")
        if not valkey_url:
            valkey_url = stack.enter_context(ValkeyServer(folder / "valkey", folder, durable=False)).celery_url
        services = Services(admin_url, valkey_url, folder)
        os.environ.update({_ADMIN_URL: admin_url, _VALKEY_URL: valkey_url, _FOLDER: str(folder)})
        yield services
        services.drop_filled()
        services.drop_template()


def _memory() -> Path | None:
    """Where files lie in memory, if there is room: a test's database need not last, and is a thousand files to make and
    to drop. A file system that looks for places not just given up would take most of the time of a run."""
    memory = Path("/dev/shm")
    is_roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    return memory if is_roomy else None


def _restore(before: dict[str, str | None]) -> None:
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
