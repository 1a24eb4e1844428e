"""Tasks about payments, and the sweep that finds what a lost broker forgot."""

from datetime import timedelta

from kit.log import get_log
from market.events.handle_event import handle_event
from market.events.sweep import sweep
from market.mails.forget_mails import forget_mails
from market.orders.count_sales import count_sales
from market.payments.book_funds import book_usable_funds
from market.payments.expire_orders import expire_orders
from market.payments.refunds.refund_late_payment import refund_late_payment
from market.requests.remember_answer import forget_answers
from models.enums import TaskName
from workers.app import task
from workers.tools import Tools

# Longer than Stripe redelivers a webhook, so that no retry can outlive its record.
_ANSWERS_KEPT = timedelta(hours=96)

_CODES_KEPT = timedelta(days=1)

_log = get_log("payments")


@task(TaskName.HANDLE_STRIPE_EVENT)
def handle_stripe_event(tools: Tools, event_key: str) -> None:
    outcome = handle_event(tools.database, tools.stripe, event_key=event_key, terms=tools.terms, now=tools.now())
    _log.info("stripe_event", event_key=event_key, outcome=outcome)


@task(TaskName.SWEEP)
def sweep_what_waits(tools: Tools) -> None:
    with tools.database.transaction() as session:
        swept = sweep(session, now=tools.now())
    if swept.is_anything:
        _log.info("swept", **vars(swept))


@task(TaskName.BOOK_USABLE_FUNDS)
def book_funds(tools: Tools) -> None:
    if booked := book_usable_funds(tools.database, now=tools.now()):
        _log.info("funds_booked", payments=booked)


@task(TaskName.REFUND_LATE_PAYMENT)
def give_late_payment_back(tools: Tools, payment_id: str) -> None:
    with tools.database.transaction() as session:
        refund = refund_late_payment(session, payment_id=payment_id, now=tools.now())
    if refund is not None:
        _log.info("late_payment_refunded", payment=payment_id, refund=refund.id)


@task(TaskName.EXPIRE_ORDERS)
def let_unpaid_orders_go(tools: Tools) -> None:
    expired = expire_orders(tools.database, tools.stripe, now=tools.now())
    if expired:
        _log.info("orders_expired", count=expired)


@task(TaskName.FORGET_OLD_ANSWERS)
def forget_old_answers(tools: Tools) -> None:
    with tools.database.transaction() as session:
        forget_answers(session, before=tools.now() - _ANSWERS_KEPT)
        forget_mails(
            session,
            mails_before=tools.now() - timedelta(days=tools.settings.mail_days),
            codes_before=tools.now() - _CODES_KEPT,
        )


@task(TaskName.COUNT_SALES)
def count_what_sells(tools: Tools) -> None:
    with tools.database.transaction() as session:
        count_sales(session, now=tools.now())
