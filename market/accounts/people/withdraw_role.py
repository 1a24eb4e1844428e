"""Take a role from somebody, at once: one operator is enough, since what may be wrong is ended first."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.accounts.people import queries
from market.accounts.people.errors import LastOperator, NoSuchPerson, RoleNotHeld
from market.accounts.people.propose_role import WantedRole
from models.accounts import Person
from models.enums import GrantedRole


def withdraw_role(session: Session, wanted: WantedRole, *, reason: str, operator_id: str, now: datetime) -> Person:
    """It counts from their next request on. An operator may step back, unless nobody else were left.

    Raises NoSuchPerson, RoleNotHeld, LastOperator.
    """
    operators = queries.lock_operators(session)
    person = queries.find_person(session, wanted.person_id, is_locking=True)
    if person is None:
        raise NoSuchPerson()
    if wanted.role is GrantedRole.OPERATOR:
        if not person.is_operator:
            raise RoleNotHeld()
        if set(operators) <= {person.id}:
            raise LastOperator()
        person.is_operator = False
    else:
        organisation_id = wanted.organisation_id or ""
        held = queries.find_verifier(session, person_id=person.id, organisation_id=organisation_id)
        if held is None:
            raise RoleNotHeld()
        held.ended_at = now
    session.flush()
    record_audit(
        session,
        action="role.withdraw",
        actor_id=operator_id,
        object_id=person.id,
        detail={"role": wanted.role, "organisation": wanted.organisation_id or "", "reason": reason},
        now=now,
    )
    return person
