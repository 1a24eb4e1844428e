"""Tasks about payouts: when to run, what to send, whom to tell."""

from kit.clock import IsoWeek
from kit.log import get_log
from market.payouts.run_due_periods import run_due_periods
from market.payouts.send_payout import send_payout
from market.payouts.statements.build_statement import build_statement
from models.enums import TaskName
from workers.app import task
from workers.tools import Tools

_log = get_log("payouts")


@task(TaskName.RUN_DUE_PAYOUTS)
def run_due_payouts(tools: Tools) -> None:
    for outcome in run_due_periods(tools.database, now=tools.now()):
        _log.info("payouts_run", period=str(outcome.period), run=outcome.new_run_id, held_back=len(outcome.held_back))


@task(TaskName.EXECUTE_STRIPE_OPERATION)
def execute_stripe_operation(tools: Tools, operation_id: str) -> None:
    """Transfers are all that is asked of Stripe this way so far; every operation is one."""
    state = send_payout(tools.database, tools.stripe, operation_id=operation_id, now=tools.now())
    _log.info("stripe_operation", operation=operation_id, state=state)


@task(TaskName.BUILD_PRODUCER_STATEMENTS)
def build_producer_statements(tools: Tools, organisation_id: str, period: str) -> None:
    with tools.database.transaction() as session:
        statement = build_statement(
            session, organisation_id=organisation_id, period=IsoWeek.parse(period), now=tools.now()
        )
    _log.info("producer_statement", statement=statement.id, version=statement.version)
