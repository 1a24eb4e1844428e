"""Later work: a row in the same transaction as the fact that made it necessary. `workers/relay.py` sends it on."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.faultpoints import faultpoint
from models.enums import TaskName

OUTBOX_CHANNEL = "solifair_outbox"

_INSERT = text(
    """
    insert into outbox (task, arguments, dedupe_key, available_at)
    values (:task, cast(:arguments as jsonb), :key, least(:available_at, clock_timestamp()))
    on conflict (dedupe_key) where sent_at is null do nothing
    """
)
_INSERT_MANY = text(
    """
    insert into outbox (task, arguments, dedupe_key, available_at)
    select :task, jsonb_build_object(cast(:name as text), value), :task || ':' || value,
           least(:available_at, clock_timestamp())
    from unnest(cast(:values as text[])) as value
    on conflict (dedupe_key) where sent_at is null do nothing
    """
)
_TAKE = text(
    """
    select id, task, arguments from outbox
    where sent_at is null and available_at <= :now
    order by available_at, id limit :limit for update skip locked
    """
)
_MARK_SENT = text("update outbox set sent_at = :now where id = any(:ids)")
_WAKE = text(f"notify {OUTBOX_CHANNEL}")


@dataclass(frozen=True)
class WaitingTask:
    """A row of the outbox that nobody has sent."""

    id: int
    task: TaskName
    arguments: dict[str, str]


def request_task(session: Session, task: TaskName, *, key: str, now: datetime, **arguments: str) -> None:
    """Ask for a task once this transaction has committed. A request still waiting under the same key is enough.

    A `now` that is rehearsed, and lies in the future, does not keep the task waiting for it.
    """
    session.execute(
        _INSERT,
        {
            "task": task,
            "arguments": json.dumps(arguments),
            "key": f"{task}:{key}",
            "available_at": now,
        },
    )
    session.execute(_WAKE)


def request_tasks(session: Session, task: TaskName, *, argument: str, values: list[str], now: datetime) -> None:
    """Ask for one task per value, with one statement; the value is the key and the only argument."""
    if values:
        session.execute(
            _INSERT_MANY,
            {"task": task, "name": argument, "values": values, "available_at": now},
        )
        session.execute(_WAKE)


def wake_relay(session: Session) -> None:
    """Let the relay look at once, for requests that were written by other statements than ours."""
    session.execute(_WAKE)


def take_waiting(session: Session, *, now: datetime, limit: int) -> list[WaitingTask]:
    """Lock the oldest rows that wait; rows that another relay holds are skipped."""
    rows = session.execute(_TAKE, {"now": now, "limit": limit})
    return [WaitingTask(row.id, TaskName(row.task), row.arguments) for row in rows]


def mark_sent(session: Session, ids: list[int], *, now: datetime) -> None:
    """The broker has them."""
    session.execute(_MARK_SENT, {"ids": ids, "now": now})
    faultpoint("outbox.marked")
