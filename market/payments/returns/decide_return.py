"""The producer takes goods back or does not; the buyer keeps them after all."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.accounts.queries import is_member
from market.orders import queries as orders
from market.orders.reach import Reach
from market.payments.returns import queries
from market.payments.returns.errors import NoSuchReturn, WrongReturnStep
from models.enums import ReturnState
from models.orders import ReturnRequest


def accept_return(
    session: Session, *, return_id: str, person_id: str | None, answer: str, now: datetime
) -> ReturnRequest:
    """Say where and how to send them. Raises NoSuchReturn, also for another producer's; WrongReturnStep."""
    return _decide(session, return_id, person_id, ReturnState.ACCEPTED, answer, now)


def refuse_return(
    session: Session, *, return_id: str, person_id: str | None, answer: str, now: datetime
) -> ReturnRequest:
    """Say why not. Raises NoSuchReturn, also for another producer's; WrongReturnStep."""
    return _decide(session, return_id, person_id, ReturnState.REFUSED, answer, now)


def withdraw_return(session: Session, *, return_id: str, reach: Reach, now: datetime) -> ReturnRequest:
    """The buyer keeps the goods. Safe to repeat. Raises NoSuchReturn, also for another's; WrongReturnStep."""
    asked = queries.find_return(session, return_id)
    order = orders.find_order(session, asked.order_id) if asked else None
    if order is None or not reach.opens(person_id=order.person_id, secret_hash=order.secret_hash):
        raise NoSuchReturn()
    locked = queries.lock_return(session, return_id)
    if locked.state == ReturnState.WITHDRAWN:
        return locked
    if locked.state not in {ReturnState.REQUESTED, ReturnState.ACCEPTED}:
        raise WrongReturnStep(locked.state)
    queries.mark_decided(session, locked, ReturnState.WITHDRAWN, answer=locked.answer, by=locked.decided_by, now=now)
    return locked


def lock_own_return(session: Session, return_id: str, person_id: str | None) -> ReturnRequest:
    """A return to one of this person's organisations, locked. Raises NoSuchReturn."""
    asked = queries.find_return(session, return_id)
    parcel = queries.find_parcel(session, asked.parcel_id) if asked else None
    if parcel is None or not is_member(session, person_id=person_id, organisation_id=parcel.producer_id):
        raise NoSuchReturn()
    return queries.lock_return(session, return_id)


def _decide(
    session: Session, return_id: str, person_id: str | None, to: ReturnState, answer: str, now: datetime
) -> ReturnRequest:
    asked = lock_own_return(session, return_id, person_id)
    if asked.state == to:
        return asked
    if asked.state != ReturnState.REQUESTED:
        raise WrongReturnStep(asked.state)
    queries.mark_decided(session, asked, to, answer=answer, by=person_id, now=now)
    return asked
