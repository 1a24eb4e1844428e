"""Send a payout through Stripe, once."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.errors import GatewayRefused
from gateways.mail import Due, ask_stewards
from gateways.outbox import request_task
from gateways.stripe import OPERATION_KEY, StripeGateway, TransferFact
from kit.database import Database
from kit.faultpoints import faultpoint
from market.ledger.post import post
from market.ledger.rules.payouts import payout_released, transfer_sent
from market.payments.errors import AnswerDiffers
from market.payments.operations import Operation, finish_operation, run_operation
from market.payouts import queries
from market.payouts.errors import NoSuchPayout
from market.payouts.queries import PayoutFact
from models.enums import MailKind, PayoutState, StripeOperationState, TaskName


def send_payout(database: Database, stripe: StripeGateway, *, operation_id: str, now: datetime) -> StripeOperationState:
    """Try the transfer of one payout; the state of its operation afterwards.

    Sent: booked, the payout paid, a statement asked for. Refused for good: the money payable again, the payout failed.
    Anything else heals by itself. Raises NoSuchOperation, OperationEndedOtherwise, AnswerDiffers.
    """

    def send(operation: Operation) -> TransferFact:
        asked = operation.parameters
        return stripe.create_transfer(
            money=operation.money,
            destination=str(asked["destination"]),
            transfer_group=str(asked["transfer_group"]),
            metadata={
                OPERATION_KEY: operation.id,
                "solifair_payout": str(asked["payout_id"]),
                "solifair_organisation": str(asked["organisation_id"]),
                "solifair_purpose": str(asked["purpose"]),
            },
            idempotency_key=operation.idempotency_key,
        )

    def look_up(operation: Operation) -> TransferFact | None:
        return stripe.find_transfer(
            transfer_group=str(operation.parameters["transfer_group"]), operation_id=operation.id
        )

    def record(session: Session, operation: Operation, transfer: TransferFact) -> None:
        _record(session, operation, transfer, now)

    def release(session: Session, operation: Operation, refusal: GatewayRefused) -> None:
        payout = _lock(session, operation)
        post(session, payout_released(payout.facts, at=now), now=now)
        failure = f"{refusal.reason}: {refusal.message}"[:500]
        queries.mark_ended(session, payout.id, PayoutState.FAILED, failure=failure, now=now)
        request_statement(session, payout, now=now)

    return run_operation(database, operation_id, now=now, send=send, look_up=look_up, record=record, release=release)


def finish_payout(session: Session, *, operation_id: str, transfer: TransferFact, now: datetime) -> bool:
    """An event told us of our own transfer before the answer to the call did; whether that was news."""

    def record(operation: Operation) -> None:
        _record(session, operation, transfer, now)

    return finish_operation(session, operation_id, stripe_id=transfer.id, now=now, record=record)


def _record(session: Session, operation: Operation, transfer: TransferFact, now: datetime) -> None:
    asked = operation.parameters
    if (transfer.money, transfer.destination) != (operation.money, asked["destination"]):
        raise AnswerDiffers(operation.id, transfer.id)
    payout = _lock(session, operation)
    post(session, transfer_sent(payout.facts, at=now), now=now)
    queries.mark_paid(session, payout.id, transfer_id=transfer.id, bank_reference=None, now=now)
    tell_that_paid(session, payout, now=now)
    faultpoint("payout.booked")


def tell_that_paid(session: Session, payout: PayoutFact, *, now: datetime) -> None:
    """The money left: a statement of it, and a mail to the organisation's stewards."""
    request_statement(session, payout, now=now)
    due = Due(to=payout.beneficiary_id, about=payout.id, key=payout.id)
    ask_stewards(session, MailKind.PAID_OUT, [due], now=now)


def request_statement(session: Session, payout: PayoutFact, *, now: datetime) -> None:
    """Ask for the statement that tells the producer of this payout."""
    request_task(
        session,
        TaskName.BUILD_PRODUCER_STATEMENTS,
        key=f"{payout.beneficiary_id}:{payout.period}",
        now=now,
        organisation_id=payout.beneficiary_id,
        period=payout.period,
    )


def _lock(session: Session, operation: Operation) -> PayoutFact:
    payout = queries.lock_payout(session, operation.subject_id)
    if payout is None:
        raise NoSuchPayout()
    return payout
