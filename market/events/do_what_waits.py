"""Do here and now, once, what the workers would do with everything that waits."""

from dataclasses import dataclass
from datetime import datetime

from gateways.stripe import StripeGateway
from kit.database import Database
from market.events.handle_event import handle_event
from market.payments.book_funds import book_usable_funds
from market.payments.queries import list_waiting_events
from market.payments.refunds.queries import list_late_payments
from market.payments.refunds.refund_late_payment import refund_late_payment
from market.payments.terms import SettlementTerms
from market.payouts.execute_operation import execute_pending
from market.payouts.reversals.queries import list_unrecovered
from market.payouts.reversals.recover_refund import recover_refund


@dataclass(frozen=True)
class Done:
    """How many of each were done; `put_off` events could not be handled and are tried again later."""

    events: int
    put_off: int
    funds_booked: int
    late_payments: int
    refunds_recovered: int
    operations: int


def do_what_waits(database: Database, stripe: StripeGateway, *, terms: SettlementTerms, now: datetime) -> Done:
    """Events first: they ask for the rest. Whoever does the same beside us is not in our way."""
    with database.reading() as session:
        keys = list_waiting_events(session, now)
    outcomes = [handle_event(database, stripe, event_key=key, terms=terms, now=now) for key in keys]
    put_off = sum(outcome.startswith("put off") for outcome in outcomes)
    funds_booked = book_usable_funds(database, now=now)
    with database.reading() as session:
        late = list_late_payments(session)
    for payment_id in late:
        with database.transaction() as session:
            refund_late_payment(session, payment_id=payment_id, now=now)
    with database.reading() as session:
        unrecovered = list_unrecovered(session)
    for refund_id in unrecovered:
        with database.transaction() as session:
            recover_refund(session, refund_id=refund_id, now=now)
    operations = len(execute_pending(database, stripe, now=now))
    return Done(len(keys) - put_off, put_off, funds_booked, len(late), len(unrecovered), operations)
