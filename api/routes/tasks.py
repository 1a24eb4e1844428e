"""What workers have to do, did, and could not do; for operators."""

from datetime import UTC, timedelta
from typing import Annotated

from fastapi import Query

from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id, signer
from api.errors import BadCursor
from api.lists import IdList
from api.pages import CursorSigner, Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.tasks import TaskFailureOut, TaskOut, WaitingTaskOut
from market.requests import task_queries
from market.requests.try_again import try_again
from models.enums import TaskName

routes = Routes(prefix="/v1", tags=["tasks"])

_LATE_AFTER = timedelta(minutes=1)


@routes.get("/tasks", policy=(Resource.TASK, Action.LIST))
def list_all(database: DatabaseDep, now: Now) -> Page[TaskOut]:
    """Every task: what waits of it, how it ran today, and when last."""
    with database.reading() as session:
        found = task_queries.list_standings(
            session,
            [name.value for name in TaskName],
            today=now.astimezone(UTC).date(),
            late=now - _LATE_AFTER,
        )
    return Page(data=[TaskOut.model_validate(one) for one in found], has_more=False, next_cursor=None)


@routes.get("/outbox", policy=(Resource.TASK, Action.LIST))
def list_outbox(database: DatabaseDep, settings: SettingsDep, page: PageQuery, now: Now) -> Page[WaitingTaskOut]:
    """Requests that no worker has been told of, oldest first."""
    cursors = signer(settings, "outbox")
    with database.reading() as session:
        rows = task_queries.list_outbox(
            session, after=_place(cursors, page.cursor), limit=page.limit + 1, late=now - _LATE_AFTER
        )
    shown, has_more = rows[: page.limit], len(rows) > page.limit
    cursor = cursors.write([shown[-1].id]) if has_more else None
    return Page(data=[WaitingTaskOut.model_validate(row) for row in shown], has_more=has_more, next_cursor=cursor)


@routes.get("/task-failures", policy=(Resource.TASK, Action.LIST))
def list_failures(
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    include_settled: Annotated[bool, Query(description="Also what has succeeded since")] = False,
) -> Page[TaskFailureOut]:
    """Tasks that ended in a fault, newest first."""
    asked = IdList(settings, f"task_failures/{include_settled}", page)
    with database.reading() as session:
        rows = task_queries.list_failures(session, with_settled=include_settled, before=asked.before, limit=asked.limit)
    return asked.answer(rows, TaskFailureOut.model_validate)


@routes.post("/task-failures/{failure_id}/again", policy=(Resource.TASK, Action.RUN), status_code=202)
def again(failure_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> TaskFailureOut:
    """Ask a worker for it again. Every task is safe to run twice."""
    wanted = expect_id("tfl", failure_id)
    with database.transaction() as session:
        try_again(session, wanted, person_id=caller.person_id, now=now)
        return TaskFailureOut.model_validate(task_queries.lock_failure(session, wanted))


def _place(cursors: CursorSigner, cursor: str | None) -> int:
    match cursors.read(cursor):
        case None:
            return 0
        case [int() as place]:
            return place
    raise BadCursor()
