"""Lock somebody out, and let them in again."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.accounts.people import queries
from market.accounts.people.errors import LastOperator, NoSuchPerson, NotOnOneself, PersonLocked, PersonNotLocked
from models.accounts import Person


def lock_person(session: Session, person_id: str, *, reason: str, operator_id: str, now: datetime) -> Person:
    """End every session, key and link of theirs at once, also links by which they ask others in, and let them open no
    other. What they did stays.

    Raises NoSuchPerson, NotOnOneself, PersonLocked, LastOperator.
    """
    operators = queries.lock_operators(session)
    person = queries.find_person(session, person_id, is_locking=True)
    if person is None:
        raise NoSuchPerson()
    if person_id == operator_id:
        raise NotOnOneself()
    if person.disabled_at is not None:
        raise PersonLocked()
    if set(operators) <= {person_id}:
        raise LastOperator()
    person.disabled_at = now
    queries.end_credentials(session, person_id, by=operator_id, now=now)
    session.flush()
    _record(session, "person.lock", person_id, reason, operator_id, now)
    return person


def unlock_person(session: Session, person_id: str, *, reason: str, operator_id: str, now: datetime) -> Person:
    """They may sign in again; what was ended stays ended. Raises NoSuchPerson, PersonNotLocked."""
    person = queries.find_person(session, person_id, is_locking=True)
    if person is None:
        raise NoSuchPerson()
    if person.disabled_at is None:
        raise PersonNotLocked()
    person.disabled_at = None
    session.flush()
    _record(session, "person.unlock", person_id, reason, operator_id, now)
    return person


def _record(session: Session, action: str, person_id: str, reason: str, operator_id: str, now: datetime) -> None:
    detail = {"reason": reason}
    record_audit(session, action=action, actor_id=operator_id, object_id=person_id, detail=detail, now=now)
