"""One attempt at something intended: claim it, ask Stripe with no transaction open, record what came of it.

However often, by however many, and wherever it dies: Stripe does it once and the books say so once. The stored key
makes a second call harmless; where the key cannot (it may be forgotten after a day, or hold a stored 500), or where a
caller died with the answer in hand, we look at Stripe's own list before asking again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from gateways.errors import GatewayRefused, GatewayUnavailable
from kit.database import Database
from kit.faultpoints import faultpoint
from market.payments.errors import NoSuchOperation, OperationEndedOtherwise
from market.payments.operations import queries, rules
from market.payments.operations.rules import Operation
from market.requests.alerts import raise_alert
from models.enums import AlertKind, StripeOperationState


class Made(Protocol):
    """What Stripe made for us."""

    @property
    def id(self) -> str: ...


Answer = TypeVar("Answer", bound=Made)


@dataclass(frozen=True)
class Claim:
    """An operation that is ours to send. `looks_first`: Stripe may have done it already."""

    operation: Operation
    looks_first: bool


def run_operation(
    database: Database,
    operation_id: str,
    *,
    now: datetime,
    send: Callable[[Operation], Answer],
    look_up: Callable[[Operation], Answer | None],
    record: Callable[[Session, Operation, Answer], None],
    release: Callable[[Session, Operation, GatewayRefused], None],
) -> StripeOperationState:
    """Try once, if it is time and nobody else is trying; the state afterwards.

    `record` and `release` run in the transaction that ends the operation. What may heal leaves it `unknown` with a
    time for the next attempt. Raises NoSuchOperation, and OperationEndedOtherwise when Stripe did what we had already
    given up, which an operator must put right.
    """
    faultpoint("operation.taken")
    claim = _claim(database, operation_id, now)
    if claim is None:
        return _state(database, operation_id)
    faultpoint("operation.claimed", claim.operation.kind)
    try:
        answer = _ask(database, claim, send, look_up)
    except GatewayUnavailable as error:
        return _postpone(database, claim.operation, error, now)
    except GatewayRefused as refusal:
        faultpoint("operation.refused", claim.operation.kind)
        return _give_up(database, claim.operation, refusal, release, now)
    faultpoint("operation.answered", claim.operation.kind)
    return _keep(database, claim.operation, answer, record, now)


def _claim(database: Database, operation_id: str, now: datetime) -> Claim | None:
    with database.transaction() as session:
        found = queries.try_lock_operation(session, operation_id)
        if found is None or not rules.is_claimable(found, now):
            return None
        queries.mark_sending(session, operation_id, now=now)
        return Claim(queries.lock_operation(session, operation_id), rules.looks_first(found, now))


def _state(database: Database, operation_id: str) -> StripeOperationState:
    with database.reading() as session:
        operation = queries.find_operation(session, operation_id)
    if operation is None:
        raise NoSuchOperation()
    return operation.state


def _ask(
    database: Database,
    claim: Claim,
    send: Callable[[Operation], Answer],
    look_up: Callable[[Operation], Answer | None],
) -> Answer:
    operation = claim.operation
    if claim.looks_first and (found := _look(operation, look_up)) is not None:
        return found
    if operation.has_stored_failure:
        operation = _renew_key(database, operation)
    try:
        return send(operation)
    except GatewayRefused:
        # An earlier attempt whose answer was lost may have worked: a refusal now gives nothing back before we looked.
        if operation.attempts > 1 and (found := _look(operation, look_up)) is not None:
            return found
        raise


def _look(operation: Operation, look_up: Callable[[Operation], Answer | None]) -> Answer | None:
    try:
        return look_up(operation)
    except GatewayRefused as refusal:
        # Not being allowed to look is not the same as finding nothing.
        raise GatewayUnavailable(refusal.what, refusal.reason) from refusal


def _renew_key(database: Database, operation: Operation) -> Operation:
    with database.transaction() as session:
        queries.mark_renewed(session, operation.id, key=rules.next_key(operation))
        return queries.lock_operation(session, operation.id)


def _is_ours(current: Operation, claimed: Operation) -> bool:
    """Whether nobody has taken the operation over since we claimed it."""
    return current.state is StripeOperationState.SENDING and current.attempts == claimed.attempts


def _postpone(database: Database, claimed: Operation, error: GatewayUnavailable, now: datetime) -> StripeOperationState:
    with database.transaction() as session:
        current = queries.lock_operation(session, claimed.id)
        if not _is_ours(current, claimed):
            return current.state
        queries.mark_unknown(
            session,
            claimed.id,
            next_attempt_at=rules.next_attempt_at(claimed.attempts, now),
            has_stored_failure=error.is_replayed_failure,
            code=error.reason,
            message=str(error)[:500],
        )
        if error.is_credential_refused:
            raise_alert(
                session,
                AlertKind.STRIPE_REFUSES_US,
                key="stripe_refuses_us",
                sentence=f"Stripe refuses our key ({error.reason}): nothing can be sent until it is put right.",
                now=now,
            )
    return StripeOperationState.UNKNOWN


def _give_up(
    database: Database,
    claimed: Operation,
    refusal: GatewayRefused,
    release: Callable[[Session, Operation, GatewayRefused], None],
    now: datetime,
) -> StripeOperationState:
    with database.transaction() as session:
        current = queries.lock_operation(session, claimed.id)
        if not _is_ours(current, claimed):
            return current.state
        queries.mark_failed(session, claimed.id, code=refusal.reason, message=refusal.message[:500], now=now)
        release(session, claimed, refusal)
    return StripeOperationState.FAILED


def _keep(
    database: Database,
    claimed: Operation,
    answer: Answer,
    record: Callable[[Session, Operation, Answer], None],
    now: datetime,
) -> StripeOperationState:
    """Also when somebody took the operation over meanwhile: what Stripe has done is true whoever asked."""
    try:
        with database.transaction() as session:
            finish_operation(
                session,
                claimed.id,
                stripe_id=answer.id,
                now=now,
                record=lambda operation: record(session, operation, answer),
            )
    except OperationEndedOtherwise as ended:
        with database.transaction() as session:
            raise_alert(
                session,
                AlertKind.OPERATION_ENDED_OTHERWISE,
                key=f"operation:{claimed.id}",
                subject_id=claimed.id,
                sentence=f"Stripe made {ended.stripe_id} although the books had given it up: compare both.",
                now=now,
            )
        raise
    faultpoint("operation.kept", claimed.kind)
    return StripeOperationState.SUCCEEDED


def finish_operation(
    session: Session, operation_id: str, *, stripe_id: str, now: datetime, record: Callable[[Operation], None]
) -> bool:
    """End an operation that Stripe has done, whoever learnt of it first; whether it was news.

    Raises OperationEndedOtherwise when it had been given up, and NoSuchOperation.
    """
    current = queries.try_find_and_lock(session, operation_id)
    if current is None:
        raise NoSuchOperation()
    if current.state is StripeOperationState.FAILED:
        raise OperationEndedOtherwise(operation_id, stripe_id)
    if current.state is StripeOperationState.SUCCEEDED:
        return False
    queries.mark_succeeded(session, operation_id, stripe_id=stripe_id, now=now)
    record(current)
    return True
