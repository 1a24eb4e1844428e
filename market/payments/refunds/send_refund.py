"""Ask Stripe for a refund, once; and follow what becomes of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.errors import GatewayRefused
from gateways.stripe import OPERATION_KEY, ORDER_KEY, RefundFact, StripeGateway
from kit.database import Database
from kit.faultpoints import faultpoint
from market.payments.errors import AnswerDiffers
from market.payments.operations import Operation, finish_operation, run_operation
from market.payments.refunds import queries
from market.payments.refunds.record_refund import record_refused, record_sent
from models.enums import StripeOperationState


def send_refund(database: Database, stripe: StripeGateway, *, operation_id: str, now: datetime) -> StripeOperationState:
    """Try the refund; the state of its operation afterwards.

    Sent: booked. Refused for good: everything it was taken from is as before. Anything else heals by itself. Raises
    NoSuchOperation, OperationEndedOtherwise, AnswerDiffers.
    """

    def send(operation: Operation) -> RefundFact:
        asked = operation.parameters
        return stripe.create_refund(
            payment_intent_id=str(asked["payment_intent_id"]),
            money=operation.money,
            metadata={
                OPERATION_KEY: operation.id,
                ORDER_KEY: str(asked["order_id"]),
                "solifair_refund": str(asked["refund_id"]),
            },
            idempotency_key=operation.idempotency_key,
        )

    def look_up(operation: Operation) -> RefundFact | None:
        made = stripe.list_refunds(payment_intent_id=str(operation.parameters["payment_intent_id"]))
        return next((refund for refund in made if refund.metadata.get(OPERATION_KEY) == operation.id), None)

    def record(session: Session, operation: Operation, fact: RefundFact) -> None:
        _record(session, operation, fact, now)

    def release(session: Session, operation: Operation, refusal: GatewayRefused) -> None:
        refund = queries.lock_refund(session, operation.subject_id)
        record_refused(session, refund, failure=f"{refusal.reason}: {refusal.message}"[:500], now=now)

    return run_operation(database, operation_id, now=now, send=send, look_up=look_up, record=record, release=release)


def finish_refund(session: Session, *, operation_id: str, fact: RefundFact, now: datetime) -> bool:
    """An event told us of our own refund before the answer to the call did; whether that was news."""

    def record(operation: Operation) -> None:
        _record(session, operation, fact, now)

    return finish_operation(session, operation_id, stripe_id=fact.id, now=now, record=record)


def _record(session: Session, operation: Operation, fact: RefundFact, now: datetime) -> None:
    if fact.money != operation.money:
        raise AnswerDiffers(operation.id, fact.id)
    refund = queries.lock_refund(session, operation.subject_id)
    record_sent(session, refund, fact, now=now)
    faultpoint("refund.booked")
