"""Do what was intended at Stripe, whatever it is."""

from collections.abc import Callable, Mapping
from datetime import datetime

from gateways.stripe import StripeGateway
from kit.database import Database
from market.payments.errors import NoSuchOperation
from market.payments.operations import queries as operations
from market.payments.refunds.send_refund import send_refund
from market.payouts.reversals.send_reversal import send_reversal
from market.payouts.send_payout import send_payout
from models.enums import StripeOperationKind, StripeOperationState

_SEND: Mapping[StripeOperationKind, Callable[..., StripeOperationState]] = {
    StripeOperationKind.TRANSFER: send_payout,
    StripeOperationKind.REFUND: send_refund,
    StripeOperationKind.REVERSAL: send_reversal,
}


def execute_operation(
    database: Database, stripe: StripeGateway, *, operation_id: str, now: datetime
) -> StripeOperationState:
    """Try it once, if it is time; its state afterwards. Raises NoSuchOperation, and what the one who sends raises."""
    with database.reading() as session:
        operation = operations.find_operation(session, operation_id)
    if operation is None:
        raise NoSuchOperation()
    return _SEND[operation.kind](database, stripe, operation_id=operation_id, now=now)


def execute_pending(database: Database, stripe: StripeGateway, *, now: datetime) -> dict[str, StripeOperationState]:
    """Try everything that is due, once; the state of each afterwards, by operation."""
    with database.reading() as session:
        due = operations.list_overdue(session, now)
    return {
        operation_id: execute_operation(database, stripe, operation_id=operation_id, now=now) for operation_id in due
    }
