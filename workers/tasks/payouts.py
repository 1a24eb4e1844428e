"""Tasks about payouts: when to run, what to send, what to bring back, whom to tell."""

from kit.clock import IsoWeek
from kit.log import get_log
from market.ledger.seal_day import seal_days
from market.payouts.accounts.refresh_due_accounts import refresh_due_accounts
from market.payouts.execute_operation import execute_operation
from market.payouts.reversals.recover_refund import recover_refund
from market.payouts.run_due_periods import run_due_periods
from market.payouts.statements.build_statement import build_statement
from models.enums import TaskName
from workers.app import task
from workers.tools import Tools

_log = get_log("payouts")


@task(TaskName.RUN_DUE_PAYOUTS)
def run_due_payouts(tools: Tools) -> None:
    for outcome in run_due_periods(tools.database, now=tools.now(), terms=tools.payout_terms):
        _log.info(
            "payouts_run",
            period=str(outcome.period),
            run=outcome.new_run_id,
            payouts=outcome.payouts,
            shortfalls=len(outcome.shortfalls),
        )


@task(TaskName.EXECUTE_STRIPE_OPERATION)
def execute_stripe_operation(tools: Tools, operation_id: str) -> None:
    state = execute_operation(tools.database, tools.stripe, operation_id=operation_id, now=tools.now())
    _log.info("stripe_operation", operation=operation_id, state=state)


@task(TaskName.RECOVER_REFUND)
def recover_what_was_paid_out(tools: Tools, refund_id: str) -> None:
    with tools.database.transaction() as session:
        asked = recover_refund(session, refund_id=refund_id, now=tools.now())
    _log.info("refund_recovered", refund=refund_id, reversals=asked)


@task(TaskName.BUILD_PRODUCER_STATEMENTS)
def build_producer_statements(tools: Tools, organisation_id: str, period: str) -> None:
    with tools.database.transaction() as session:
        statement = build_statement(
            session, organisation_id=organisation_id, period=IsoWeek.parse(period), now=tools.now()
        )
    _log.info("producer_statement", statement=statement.id, version=statement.version)


@task(TaskName.REFRESH_ACCOUNTS)
def refresh_accounts(tools: Tools) -> None:
    if read := refresh_due_accounts(tools.database, tools.stripe, now=tools.now()):
        _log.info("accounts_refreshed", count=read)


@task(TaskName.SEAL_LEDGER)
def seal_ledger(tools: Tools) -> None:
    with tools.database.transaction() as session:
        roots = seal_days(session, secret_key=tools.settings.secret_key)
    if roots:
        _log.info("ledger_sealed", days=[root.day for root in roots])
