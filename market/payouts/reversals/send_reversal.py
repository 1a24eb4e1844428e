"""Ask Stripe for a reversal, once."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.errors import GatewayRefused
from gateways.stripe import OPERATION_KEY, ReversalFact, StripeGateway
from kit.database import Database
from kit.faultpoints import faultpoint
from market.ledger.post import post
from market.ledger.rules.payouts import reversal_released, transfer_reversed
from market.payments.errors import AnswerDiffers
from market.payments.operations import Operation, finish_operation, run_operation
from market.payouts.reversals import queries
from models.enums import ReversalState, StripeOperationState


def send_reversal(
    database: Database, stripe: StripeGateway, *, operation_id: str, now: datetime
) -> StripeOperationState:
    """Try the reversal; the state of its operation afterwards.

    Done: booked. Refused, since the account has paid the money out: it stays owed back, and later payouts are netted.
    Raises NoSuchOperation, OperationEndedOtherwise, AnswerDiffers.
    """

    def send(operation: Operation) -> ReversalFact:
        asked = operation.parameters
        return stripe.create_reversal(
            transfer_id=str(asked["transfer_id"]),
            money=operation.money,
            metadata={
                OPERATION_KEY: operation.id,
                "solifair_refund": str(asked["refund_id"]),
                "solifair_reversal": str(asked["reversal_id"]),
            },
            idempotency_key=operation.idempotency_key,
        )

    def look_up(operation: Operation) -> ReversalFact | None:
        made = stripe.list_reversals(str(operation.parameters["transfer_id"]))
        return next((fact for fact in made if fact.metadata.get(OPERATION_KEY) == operation.id), None)

    def record(session: Session, operation: Operation, fact: ReversalFact) -> None:
        _record(session, operation, fact, now)

    def release(session: Session, operation: Operation, refusal: GatewayRefused) -> None:
        reversal = queries.lock_reversal(session, operation.subject_id)
        post(session, reversal_released(queries.get_facts(session, reversal.id), at=now), now=now)
        reversal.state, reversal.settled_at = ReversalState.FAILED, now
        reversal.failure = f"{refusal.reason}: {refusal.message}"[:500]
        session.add(reversal)
        session.flush()

    return run_operation(database, operation_id, now=now, send=send, look_up=look_up, record=record, release=release)


def finish_reversal(session: Session, *, operation_id: str, fact: ReversalFact, now: datetime) -> bool:
    """An event told us of our own reversal before the answer to the call did; whether that was news."""

    def record(operation: Operation) -> None:
        _record(session, operation, fact, now)

    return finish_operation(session, operation_id, stripe_id=fact.id, now=now, record=record)


def _record(session: Session, operation: Operation, fact: ReversalFact, now: datetime) -> None:
    if (fact.money, fact.transfer_id) != (operation.money, operation.parameters["transfer_id"]):
        raise AnswerDiffers(operation.id, fact.id)
    reversal = queries.lock_reversal(session, operation.subject_id)
    post(session, transfer_reversed(queries.get_facts(session, reversal.id), at=now), now=now)
    reversal.state, reversal.settled_at, reversal.stripe_reversal_id = ReversalState.SUCCEEDED, now, fact.id
    session.add(reversal)
    session.flush()
    faultpoint("reversal.booked")
