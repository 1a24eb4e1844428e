"""Ask a worker for a task again that had failed."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from gateways.outbox import request_task
from market.requests import task_queries
from market.requests.errors import NoSuchTaskFailure, TaskFailureSettled
from market.requests.task_queries import FailureRow
from models.enums import TaskName


def try_again(session: Session, failure_id: str, *, person_id: str | None, now: datetime) -> FailureRow:
    """Every task is safe to run twice, so asking once too often harms nobody. Raises NoSuchTaskFailure,
    TaskFailureSettled.
    """
    failure = task_queries.lock_failure(session, failure_id)
    # A task that is no more is nobody's to do again.
    if failure is None or failure.task not in set(TaskName):
        raise NoSuchTaskFailure()
    if failure.settled_at is not None:
        raise TaskFailureSettled()
    request_task(session, TaskName(failure.task), key=f"again:{failure_id}", now=now, **failure.arguments)
    task_queries.mark_asked_again(session, failure_id, now=now)
    record_audit(
        session,
        action="task.try_again",
        actor_id=person_id,
        object_id=failure_id,
        detail={"task": failure.task, "times": str(failure.times)},
        now=now,
    )
    return failure
