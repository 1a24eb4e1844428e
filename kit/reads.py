"""The hot public reads: asyncpg, one prepared statement that builds the JSON, bytes straight to the wire.

Everything else goes through `kit.database`. Nothing is written here: connections are read-only.
"""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar, cast

import asyncpg
from sqlalchemy.engine import make_url
from starlette.requests import Request
from starlette.responses import Response

from kit.errors import Unavailable
from kit.kept import Answer, Kept
from kit.text import UnstorableText, is_storable

Argument = str | int | bool | date | datetime | list[str] | list[int] | None

# Shut down or starting, out of connections, cancelled by the time limit, or not reached at all. Whoever asks by a
# connection that has just been cut off may hear of an error of the client's own.
_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InternalClientError,
)
# A label is gone with the next read: whoever keeps a copy asks before showing it. Mostly it still holds (304).
ASK_EACH_TIME = "public, no-cache"
# For what carries no label.
KEEP_A_MINUTE = "public, max-age=60, stale-while-revalidate=600"


class _ReadOnly(asyncpg.Connection):  # type: ignore[misc]  # it has no types
    """Sets nothing in its session and holds nothing open: there is nothing to ask PostgreSQL to reset afterwards."""

    def get_reset_query(self) -> str:
        return ""


class ReadsUnavailable(Unavailable):
    """The catalogue cannot be read right now."""

    code: ClassVar[str] = "reads_unavailable"


class ReadTookTooLong(ReadsUnavailable):
    """The catalogue cannot be read right now."""


class Reads:
    """A pool of read-only connections that opens with the first read, on the event loop that reads.

    Whoever gets no connection within `patience_s` seconds is told to come again.
    """

    # Tests, whose machine is busy with other tests, set them higher.
    patience_s = 2.0
    statement_timeout_ms = 5_000

    def __init__(self, database_url: str, *, pool_size: int = 10):
        url = make_url(database_url)
        self._address = {
            "user": url.username,
            "password": url.password,
            "database": url.database,
            "host": url.host or _one(url.query.get("host")),
            "port": url.port or _one(url.query.get("port")),
        }
        self._pool_size = pool_size
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()
        # As many may ask at once as there are connections; those that nobody asks by just now.
        self._turns = asyncio.Semaphore(pool_size)
        self._idle: list[asyncpg.Connection] = []
        # Whole answers, and pieces of which answers are put together.
        self.answers: Kept[Answer] = Kept()
        self.pieces: Kept[str] = Kept()

    async def rows(self, sql: str, *arguments: Argument, within_s: float | None = None) -> Sequence[Sequence[object]]:
        """The rows of the statement's answer; `within_s` is less time than any statement has.

        Raises ReadTookTooLong when no answer comes in time, another ReadsUnavailable when there is no connection,
        UnstorableText for a NUL in an argument.
        """
        if not all(_is_storable(argument) for argument in arguments):
            raise UnstorableText()
        try:
            # Whoever finds a connection free does not even let others go first.
            if self._turns.locked():
                async with asyncio.timeout(self.patience_s):
                    await self._turns.acquire()
            else:
                await self._turns.acquire()
            try:
                return await self._ask(sql, arguments, within_s)
            finally:
                self._turns.release()
        except _AWAY as error:
            raise ReadsUnavailable() from error

    async def _ask(self, sql: str, arguments: Sequence[Argument], within_s: float | None) -> Sequence[Sequence[object]]:
        """By a connection that was asked before, if there is one: the pool takes longer to hand one out than most of
        these statements take."""
        pool = self._pool or await self._open()
        connection = await self._take(pool)
        try:
            rows = await _fetch(connection, sql, arguments, within_s)
        except BaseException:
            # The pool waits until what was cancelled has ended, and replaces what was cut off.
            await pool.release(connection)
            raise
        self._idle.append(connection)
        return cast(Sequence[Sequence[object]], rows)

    async def _take(self, pool: asyncpg.Pool) -> asyncpg.Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
            await pool.release(connection)
        return await pool.acquire(timeout=self.patience_s)

    async def row(self, sql: str, *arguments: Argument, within_s: float | None = None) -> Sequence[object] | None:
        """The first of these rows. Raises as `rows`."""
        rows = await self.rows(sql, *arguments, within_s=within_s)
        return rows[0] if rows else None

    async def json(self, sql: str, *arguments: Argument) -> bytes | None:
        """The one JSON text that the statement builds, as UTF-8; None when it gives no row or NULL. Raises as `row`."""
        found = await self.row(sql, *arguments)
        return None if found is None or found[0] is None else str(found[0]).encode()

    def response(self, body: bytes, request: Request, *, cache_control: str = ASK_EACH_TIME) -> Response:
        """The body with a strong ETag; 304 without it when the client already has it."""
        return tagged(request, Answer.of(body), {"Cache-Control": cache_control})

    async def close(self) -> None:
        """Give back every connection."""
        if self._pool is not None:
            while self._idle:
                await self._pool.release(self._idle.pop())
            await self._pool.close()
            self._pool = None

    async def _open(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    **self._address,
                    connection_class=_ReadOnly,
                    min_size=1,
                    max_size=self._pool_size,
                    timeout=self.patience_s,
                    command_timeout=2 * self.statement_timeout_ms / 1000,
                    server_settings={
                        "default_transaction_read_only": "on",
                        "statement_timeout": str(self.statement_timeout_ms),
                        "timezone": "UTC",
                        "jit": "off",
                        # To plan a list takes several times as long as to answer it: each statement is planned once,
                        # for any arguments, and written so that one plan is good for all.
                        "plan_cache_mode": "force_generic_plan",
                    },
                )
            return self._pool


async def _fetch(
    connection: asyncpg.Connection, sql: str, arguments: Sequence[Argument], within_s: float | None
) -> object:
    try:
        return await connection.fetch(sql, *arguments, timeout=within_s)
    except (TimeoutError, asyncpg.QueryCanceledError) as error:
        raise ReadTookTooLong() from error


def tagged(request: Request, answer: Answer, headers: dict[str, str]) -> Response:
    """JSON under its tag; 304 without it when the client already has it."""
    headers = {"ETag": answer.etag, "Vary": "Accept-Language", **headers}
    if _has(request.headers.get("if-none-match", ""), answer.etag):
        return Response(status_code=304, headers=headers)
    return Response(answer.body, media_type="application/json", headers=headers)


def _is_storable(argument: Argument) -> bool:
    texts = argument if isinstance(argument, list) else [argument]
    return all(is_storable(text) for text in texts if isinstance(text, str))


def _one(value: str | tuple[str, ...] | None) -> str | None:
    return value[0] if isinstance(value, tuple) else value


def _has(if_none_match: str, etag: str) -> bool:
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in tags or "*" in tags
