"""Tasks about payments, and the sweep that finds what a lost broker forgot."""

from datetime import timedelta

from kit.log import get_log
from market.impact import sweep_statements as impact
from market.payments.expire_orders import expire_orders
from market.payments.handle_event import handle_event
from market.payments.operations import sweep_operations
from market.payments.sweep_events import sweep_events
from market.payouts import sweep_statements as payouts
from market.requests.remember_answer import forget_answers
from models.enums import TaskName
from workers.app import task
from workers.tools import Tools

# Longer than Stripe redelivers a webhook, so that no retry can outlive its record.
_ANSWERS_KEPT = timedelta(hours=96)

_log = get_log("payments")


@task(TaskName.HANDLE_STRIPE_EVENT)
def handle_stripe_event(tools: Tools, event_key: str) -> None:
    outcome = handle_event(tools.database, tools.stripe, event_key=event_key, terms=tools.terms, now=tools.now())
    _log.info("stripe_event", event_key=event_key, outcome=outcome)


@task(TaskName.SWEEP)
def sweep(tools: Tools) -> None:
    with tools.database.transaction() as session:
        events = sweep_events(session, now=tools.now())
        operations = sweep_operations(session, now=tools.now())
        told = payouts.sweep_statements(session, now=tools.now())
        impact_statements = impact.sweep_statements(session, now=tools.now())
    if events or operations or told or impact_statements:
        _log.info("swept", events=events, operations=operations, statements=told + impact_statements)


@task(TaskName.EXPIRE_ORDERS)
def let_unpaid_orders_go(tools: Tools) -> None:
    expired = expire_orders(tools.database, tools.stripe, now=tools.now())
    if expired:
        _log.info("orders_expired", count=expired)


@task(TaskName.FORGET_OLD_ANSWERS)
def forget_old_answers(tools: Tools) -> None:
    with tools.database.transaction() as session:
        forget_answers(session, before=tools.now() - _ANSWERS_KEPT)
