"""Keep what became of a task, for operators to see."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from kit.errors import DomainError
from market.requests import task_queries

_LONGEST = 300


@dataclass(frozen=True)
class Run:
    """One run of a task."""

    task: str
    arguments: Mapping[str, str]
    started_at: datetime
    finished_at: datetime


def note_run(session: Session, run: Run, fault: Exception | None) -> None:
    """Count it, on the UTC day on which it ended. A fault is kept with the arguments, one row for the same task and
    arguments; success closes that row. Of faults that are not our refusals only the kind is kept: their words may hold
    what nobody should read here.
    """
    key = f"{run.task}:{json.dumps(dict(run.arguments), sort_keys=True)}"
    task_queries.count_run(
        session,
        task=run.task,
        started_at=run.started_at,
        finished_at=run.finished_at,
        has_failed=fault is not None,
        on_date=run.finished_at.astimezone(UTC).date(),
    )
    if fault is None:
        task_queries.settle_failure(session, key=key, now=run.finished_at)
        return
    said = str(fault) if isinstance(fault, DomainError) else type(fault).__name__
    task_queries.note_failure(
        session, task=run.task, arguments=run.arguments, key=key, error=said[:_LONGEST], now=run.finished_at
    )
