"""Stripe's events on their way into the database: those that arrive while one batch commits make up the next.

Each delivery waits until its event is committed, so a 2xx still means that we have it; but a burst of a thousand costs
a few commits instead of a thousand.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.exc import DataError
from starlette.concurrency import run_in_threadpool

from gateways.stripe import EventFact
from kit.clock import utc_now
from kit.database import Database
from kit.faultpoints import faultpoint
from market.payments.receive_event import receive_events

_AT_ONCE = 200


class Intake:
    """The one writer of events of a process. It works while events wait, and is gone when none do."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now):
        self._database = database
        self._now = now
        self._waiting: list[tuple[EventFact, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def store(self, event: EventFact) -> None:
        """Returns once the event is committed; raises what kept the database from it."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((event, stored))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        await stored

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
                await self._write_batch(batch)
        finally:
            self._writing = None

    async def _write_batch(self, batch: Sequence[tuple[EventFact, asyncio.Future[None]]]) -> None:
        try:
            await run_in_threadpool(self._store, [event for event, _ in batch])
        except DataError as error:
            # One of them cannot be stored: the others must not go down with it.
            if len(batch) > 1:
                for one in batch:
                    await self._write_batch([one])
                return
            self._end(batch, error)
        except Exception as error:
            # Handed to those who wait, each of whom answers for it.
            self._end(batch, error)
        else:
            self._end(batch, None)

    def _end(self, batch: Sequence[tuple[EventFact, asyncio.Future[None]]], error: Exception | None) -> None:
        for _, stored in batch:
            # Whoever hung up does not wait any more.
            if stored.done():
                continue
            if error is None:
                stored.set_result(None)
            else:
                stored.set_exception(error)

    def _store(self, events: Sequence[EventFact]) -> None:
        with self._database.transaction() as session:
            receive_events(session, events, now=self._now())
            faultpoint("intake.storing")
        faultpoint("intake.stored")
