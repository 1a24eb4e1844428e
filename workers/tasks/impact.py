"""The task that computes impact statements."""

from kit.log import get_log
from market.impact.build_statement import build_statement
from market.impact.facts.check_rollups import check_rollups
from market.impact.facts.follow_books import follow_books
from models.enums import TaskName
from workers.app import task
from workers.tools import Tools

_log = get_log("impact")


@task(TaskName.BUILD_IMPACT_STATEMENT)
def build_impact_statement(tools: Tools, statement_id: str) -> None:
    with tools.database.transaction() as session:
        statement = build_statement(session, statement_id, now=tools.now())
    _log.info("impact_statement", statement_id=statement.id, state=statement.state, failure=statement.failure)


@task(TaskName.FOLLOW_BOOKS)
def follow_the_books(tools: Tools) -> None:
    """A transaction for each batch: what is followed stays followed, whatever becomes of the next."""
    upto: int | None = None
    while True:
        with tools.database.transaction() as session:
            reached = follow_books(session)
        if reached is None:
            break
        upto = reached
    if upto is not None:
        _log.info("books_followed", entry=upto)


@task(TaskName.CHECK_ROLLUPS)
def check_kept_figures(tools: Tools) -> None:
    found = check_rollups(tools.database, now=tools.now())
    _log.info("impact_figures_checked", differences=len(found))
