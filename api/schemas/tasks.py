"""What waits for workers, how tasks ran, and which failed."""

from datetime import datetime

from pydantic import Field

from api.schemas.base import Out


class TaskOut(Out):
    """One task. Runs and failures are those of today (UTC); `last_started_at` is of whenever it ran last."""

    task: str
    waiting: int = Field(description="Requests that no worker has been told of")
    late: int = Field(description="Of these, due for more than a minute: the relay or the broker is away")
    runs: int
    failures: int
    longest_ms: int
    failing: int = Field(description="Failed with some arguments, and not succeeded with them since")
    last_started_at: datetime | None
    last_finished_at: datetime | None


class WaitingTaskOut(Out):
    """A request that waits in the outbox."""

    id: int
    task: str
    arguments: dict[str, str]
    created_at: datetime
    available_at: datetime
    is_late: bool


class TaskFailureOut(Out):
    """A task that ended in a fault with these arguments, how often, and whether the same has succeeded since."""

    id: str
    task: str
    arguments: dict[str, str]
    error: str
    times: int
    first_at: datetime
    last_at: datetime
    asked_again_at: datetime | None
    settled_at: datetime | None
