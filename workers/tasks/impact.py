"""The tasks of impact statements: compute one, and ask for newer ones where something came later."""

from kit.log import get_log
from market.impact.build_statement import build_statement
from market.impact.comparison.keep_comparison import keep_comparison
from market.impact.facts.check_rollups import check_rollups
from market.impact.facts.keep_up import keep_up
from market.impact.sign_statement import Signing
from market.impact.supersede_statements import supersede_statements
from models.enums import TaskName
from workers.app import task
from workers.tools import Tools

_log = get_log("impact")


@task(TaskName.BUILD_IMPACT_STATEMENT)
def build_impact_statement(tools: Tools, statement_id: str) -> None:
    signing = Signing(tools.settings.api_url, tools.settings.secret_key)
    statement = build_statement(tools.database, statement_id, signing=signing, now=tools.now())
    _log.info("impact_statement", statement_id=statement.id, state=statement.state, failure=statement.failure)


@task(TaskName.FOLLOW_BOOKS)
def follow_the_books(tools: Tools) -> None:
    if (upto := keep_up(tools.database)) is not None:
        _log.info("books_followed", entry=upto)


@task(TaskName.CHECK_ROLLUPS)
def check_kept_figures(tools: Tools) -> None:
    found = check_rollups(tools.database, now=tools.now())
    _log.info("impact_figures_checked", differences=len(found))


@task(TaskName.SUPERSEDE_STATEMENTS)
def supersede_impact_statements(tools: Tools) -> None:
    with tools.database.transaction() as session:
        if asked := supersede_statements(session, now=tools.now()):
            _log.info("impact_statements_superseded", count=len(asked))


@task(TaskName.KEEP_COMPARISON)
def keep_the_comparison(tools: Tools) -> None:
    with tools.database.transaction() as session:
        keep_comparison(session, currency=tools.settings.market_currency, today=tools.now().date())
