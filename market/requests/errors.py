"""Refusals about what people have to look at."""

from typing import ClassVar

from kit.errors import Conflict, NotFound


class NoSuchAlert(NotFound):
    """There is no such alert."""

    code: ClassVar[str] = "no_such_alert"


class AlertAlreadyResolved(Conflict):
    """Somebody has seen to this alert already; what they wrote stands."""

    code: ClassVar[str] = "alert_already_resolved"


class NoSuchTaskFailure(NotFound):
    """There is no such failed task."""

    code: ClassVar[str] = "no_such_task_failure"


class TaskFailureSettled(Conflict):
    """The same task has succeeded meanwhile."""

    code: ClassVar[str] = "task_failure_settled"
