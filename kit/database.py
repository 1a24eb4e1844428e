"""One way to PostgreSQL. The edge opens a transaction, and it is visible; nobody else commits."""

import select
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import psycopg
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import URL, CursorResult, Engine, Result, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session as Session  # what a transaction gives; named by everybody else from here

from kit.text import refuse_unstorable_text

MIGRATIONS = Path(__file__).parent.parent / "migrations"

_inside: ContextVar[bool] = ContextVar("inside_a_transaction", default=False)


class NestedTransaction(RuntimeError):
    """A transaction was opened, or the network used, while this thread already holds a transaction open."""


def refuse_inside_transaction(what: str) -> None:
    """Raise NestedTransaction when called with a transaction open: rows must not stay locked while we wait outside."""
    if _inside.get():
        raise NestedTransaction(f"{what} inside an open transaction")


def driver_url(database_url: str) -> URL:
    """The same address, with psycopg 3 named as the driver."""
    return make_url(database_url).set(drivername="postgresql+psycopg")


def changed_rows(result: Result[Any]) -> int:
    """How many rows a statement wrote. Its result is a cursor's, though SQLAlchemy types it as any kind of result."""
    assert isinstance(result, CursorResult)
    return int(result.rowcount)


def copy_rows(session: Session, statement: str, rows: Iterable[Sequence[object]]) -> None:
    """Write rows with `copy … from stdin`, many times faster than inserts. Texts must be storable (`kit.text`).

    Raises psycopg's own errors where a row is refused.
    """
    session.flush()
    driver = session.connection().connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for row in rows:
            copy.write_row(row)


def text_array(texts: Iterable[str]) -> str:
    """Texts as PostgreSQL writes a `text[]`: for `copy_rows`, where a list is written far slower."""
    quoted = (text.replace("\\", r"\\").replace('"', r"\"") for text in texts)
    return "{" + ",".join([f'"{text}"' for text in quoted]) + "}"


def schema_revisions(session: Session) -> tuple[str, str]:
    """The migration that the database is at, and the one that this code was written for."""
    row = session.execute(text("select version_num from alembic_version")).first()
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    return (row[0] if row else "none", head or "none")


def _leave_dead(connection: psycopg.Connection, record: object, proxy: object) -> None:
    """Open another connection when the server has left this one: its end is closed, so there is something to read where
    nothing was asked. A ping would find the same, and cost every transaction a round trip."""
    poll = select.poll()
    poll.register(connection.fileno())
    if connection.closed or any(happened & ~select.POLLOUT for _, happened in poll.poll(0)):
        raise DisconnectionError("the server has left")


class Database:
    """Transactions on one PostgreSQL database."""

    # How long it waits for the server, for others and for itself before it gives up. Tests, which make others wait, set
    # them higher.
    connect_timeout_s = 5
    pool_timeout_s = 2
    lock_timeout_ms = 5_000
    statement_timeout_ms = 15_000
    idle_in_transaction_timeout_ms = 20_000

    def __init__(self, database_url: str, *, pool_size: int = 10, statement_timeout_ms: int | None = None):
        statement_ms = self.statement_timeout_ms if statement_timeout_ms is None else statement_timeout_ms
        options = (
            f"-c statement_timeout={statement_ms} "
            f"-c lock_timeout={self.lock_timeout_ms} "
            f"-c idle_in_transaction_session_timeout={self.idle_in_transaction_timeout_ms} -c timezone=UTC"
        )
        self.engine: Engine = create_engine(
            driver_url(database_url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=self.pool_timeout_s,
            # What is bound may be an account number: it must not be told with an error.
            hide_parameters=True,
            connect_args={"options": options, "connect_timeout": self.connect_timeout_s},
        )
        event.listen(self.engine, "before_cursor_execute", refuse_unstorable_text)
        event.listen(self.engine, "checkout", _leave_dead)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One business fact: commits when the block ends, rolls back when it raises. READ COMMITTED."""
        with self._session() as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A READ ONLY transaction. It ends with a commit: after a rollback psycopg forgets all that it has prepared."""
        with self._session() as session, session.begin():
            session.connection(execution_options={"postgresql_readonly": True})
            yield session

    @contextmanager
    def _session(self) -> Iterator[Session]:
        refuse_inside_transaction("a second transaction was opened")
        _inside.set(True)
        try:
            with Session(self.engine, expire_on_commit=False) as session:
                yield session
        finally:
            # Not by the token of `set`: an answer that is streamed may end in another context than it began in.
            _inside.set(False)

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()
