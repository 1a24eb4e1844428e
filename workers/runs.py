"""Run a task and keep what became of it."""

from collections.abc import Callable, Mapping

from sqlalchemy.exc import SQLAlchemyError

from kit.log import get_log
from market.requests.note_run import Run, note_run
from models.enums import TaskName
from workers.tools import Tools

Work = Callable[..., None]

_log = get_log("tasks")


def run_and_note(tools: Tools, name: TaskName, work: Work, arguments: Mapping[str, str]) -> None:
    """Do the work. Its fault goes on to whoever called; what cannot be kept is logged, and fails nothing."""
    started_at, fault = tools.now(), None
    try:
        work(tools, **arguments)
    except Exception as error:
        fault = error
        raise
    finally:
        try:
            with tools.database.transaction() as session:
                note_run(session, Run(name.value, arguments, started_at, tools.now()), fault)
        except SQLAlchemyError as error:
            _log.warning("run_not_kept", task=name.value, error=type(error).__name__)
