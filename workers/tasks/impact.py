"""The task that computes impact statements."""

from kit.log import get_log
from market.impact.build_statement import build_statement
from models.enums import TaskName
from workers.app import task
from workers.tools import Tools

_log = get_log("impact")


@task(TaskName.BUILD_IMPACT_STATEMENT)
def build_impact_statement(tools: Tools, statement_id: str) -> None:
    with tools.database.transaction() as session:
        statement = build_statement(session, statement_id, now=tools.now())
    _log.info("impact_statement", statement_id=statement.id, state=statement.state, failure=statement.failure)
