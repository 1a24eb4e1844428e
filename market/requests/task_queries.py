"""SQL of what waits to be sent to workers, and of what became of tasks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.ids import new_id

# A crash may lose the count of the last moment: nothing hangs on it, and no task shall wait for the disk because of it.
_NOT_WAITING = text("set local synchronous_commit = off")
_COUNT = text(
    """
    insert into task_tally (task, on_date, runs, failures, longest_ms, last_started_at, last_finished_at,
                            last_failed_at)
    values (:task, :on_date, 1, :failed, :lasted_ms, :started_at, :finished_at, :failed_at)
    on conflict (task, on_date) do update
    set runs = task_tally.runs + 1,
        failures = task_tally.failures + excluded.failures,
        longest_ms = greatest(task_tally.longest_ms, excluded.longest_ms),
        last_started_at = greatest(task_tally.last_started_at, excluded.last_started_at),
        last_finished_at = greatest(task_tally.last_finished_at, excluded.last_finished_at),
        last_failed_at = greatest(task_tally.last_failed_at, excluded.last_failed_at)
    """
)
_FAIL = text(
    """
    insert into task_failure (id, task, arguments, key, error, times, first_at, last_at)
    values (:id, :task, cast(:arguments as jsonb), :key, :error, 1, :now, :now)
    on conflict (key) where settled_at is null do update
    set times = task_failure.times + 1, error = excluded.error,
        last_at = greatest(task_failure.last_at, excluded.last_at)
    """
)
_SETTLE = text("update task_failure set settled_at = :now where key = :key and settled_at is null")
_LIST = text(
    """
    with waiting as (
        select task, count(*) as waiting, count(*) filter (where available_at < :late) as late from outbox
        where sent_at is null group by task
    ), last as (
        select distinct on (task) task, last_started_at, last_finished_at from task_tally order by task, on_date desc
    ), failing as (
        select task, count(*) as failing from task_failure where settled_at is null group by task
    )
    select n.task, coalesce(w.waiting, 0) as waiting, coalesce(w.late, 0) as late, coalesce(d.runs, 0) as runs,
           coalesce(d.failures, 0) as failures, coalesce(d.longest_ms, 0) as longest_ms,
           coalesce(f.failing, 0) as failing, l.last_started_at, l.last_finished_at
    from unnest(cast(:names as text[])) with ordinality as n (task, position)
    left join waiting w on w.task = n.task
    left join task_tally d on d.task = n.task and d.on_date = :today
    left join last l on l.task = n.task
    left join failing f on f.task = n.task
    order by n.position
    """
)
_OUTBOX = text(
    """
    select id, task, arguments, created_at, available_at, available_at < :late as is_late from outbox
    where sent_at is null and id > :after order by id limit :limit
    """
)
_FAILURES = text(
    """
    select id, task, arguments, error, times, first_at, last_at, asked_again_at, settled_at from task_failure
    where (:with_settled or settled_at is null) and (cast(:before as text) is null or id < :before)
    order by id desc limit :limit
    """
)
_LOCK_FAILURE = text(
    """
    select id, task, arguments, error, times, first_at, last_at, asked_again_at, settled_at from task_failure
    where id = :id for update
    """
)
_MARK_ASKED = text("update task_failure set asked_again_at = :now where id = :id")


@dataclass(frozen=True)
class TaskStanding:
    """One task: what waits to be sent, what is late, how it ran today (UTC), what it has not been able to do."""

    task: str
    waiting: int
    late: int
    runs: int
    failures: int
    longest_ms: int
    failing: int
    last_started_at: datetime | None
    last_finished_at: datetime | None


@dataclass(frozen=True)
class OutboxRow:
    """A request that no worker has been told of."""

    id: int
    task: str
    arguments: Mapping[str, str]
    created_at: datetime
    available_at: datetime
    is_late: bool


@dataclass(frozen=True)
class FailureRow:
    """A task that ended in a fault; `settled_at` once the same has succeeded."""

    id: str
    task: str
    arguments: Mapping[str, str]
    error: str
    times: int
    first_at: datetime
    last_at: datetime
    asked_again_at: datetime | None
    settled_at: datetime | None


def count_run(
    session: Session, *, task: str, started_at: datetime, finished_at: datetime, has_failed: bool, on_date: date
) -> None:
    # A clock that was set back must not make it shorter than nothing.
    lasted = max(finished_at - started_at, timedelta(0))
    session.execute(_NOT_WAITING)
    session.execute(
        _COUNT,
        {
            "task": task,
            "on_date": on_date,
            "failed": int(has_failed),
            "lasted_ms": lasted // timedelta(milliseconds=1),
            "started_at": started_at,
            "finished_at": finished_at,
            "failed_at": finished_at if has_failed else None,
        },
    )


def note_failure(
    session: Session, *, task: str, arguments: Mapping[str, str], key: str, error: str, now: datetime
) -> None:
    asked = {"task": task, "arguments": json.dumps(dict(arguments)), "key": key, "error": error, "now": now}
    session.execute(_FAIL, {"id": new_id("tfl"), **asked})


def settle_failure(session: Session, *, key: str, now: datetime) -> None:
    session.execute(_SETTLE, {"key": key, "now": now})


def list_standings(session: Session, names: Sequence[str], *, today: date, late: datetime) -> list[TaskStanding]:
    """Of each name, in this order."""
    rows = session.execute(_LIST, {"names": list(names), "today": today, "late": late})
    return [TaskStanding(**row._mapping) for row in rows]


def list_outbox(session: Session, *, after: int, limit: int, late: datetime) -> list[OutboxRow]:
    """What waits, oldest first."""
    rows = session.execute(_OUTBOX, {"after": after, "limit": limit, "late": late})
    return [OutboxRow(**row._mapping) for row in rows]


def list_failures(session: Session, *, with_settled: bool, before: str | None, limit: int) -> list[FailureRow]:
    """Newest first."""
    rows = session.execute(_FAILURES, {"with_settled": with_settled, "before": before, "limit": limit})
    return [FailureRow(**row._mapping) for row in rows]


def lock_failure(session: Session, failure_id: str) -> FailureRow | None:
    row = session.execute(_LOCK_FAILURE, {"id": failure_id}).one_or_none()
    return None if row is None else FailureRow(**row._mapping)


def mark_asked_again(session: Session, failure_id: str, *, now: datetime) -> None:
    session.execute(_MARK_ASKED, {"id": failure_id, "now": now})
