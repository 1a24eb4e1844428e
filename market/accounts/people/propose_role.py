"""Propose that somebody runs the market, or verifies for an organisation."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.accounts.people import queries
from market.accounts.people.errors import (
    NoSuchPerson,
    NoSuchVerifyingOrganisation,
    NotOnOneself,
    PersonLocked,
    RoleHeld,
)
from models.accounts import Person, RoleProposal
from models.enums import GrantedRole


@dataclass(frozen=True)
class WantedRole:
    """`organisation_id` is where a verifier verifies; None for an operator."""

    person_id: str
    role: GrantedRole
    organisation_id: str | None


def propose_role(session: Session, wanted: WantedRole, *, reason: str, operator_id: str, now: datetime) -> RoleProposal:
    """Nothing changes until another operator agrees: one stolen session must not make another operator.

    Raises NoSuchPerson, NotOnOneself, PersonLocked, NoSuchVerifyingOrganisation, RoleHeld.
    """
    person = queries.find_person(session, wanted.person_id, is_locking=True)
    if person is None:
        raise NoSuchPerson()
    if wanted.person_id == operator_id:
        raise NotOnOneself()
    require_free(session, person, wanted)
    if queries.is_proposed(session, **vars(wanted)):
        raise RoleHeld()
    proposal = RoleProposal(**vars(wanted), reason=reason, proposed_by=operator_id, proposed_at=now)
    queries.insert(session, proposal)
    record_audit(
        session,
        action="role.propose",
        actor_id=operator_id,
        object_id=wanted.person_id,
        detail={"role": wanted.role, "organisation": wanted.organisation_id or "", "reason": reason},
        now=now,
    )
    return proposal


def require_free(session: Session, person: Person, wanted: WantedRole) -> None:
    """Whether the role could be given now. Raises PersonLocked, NoSuchVerifyingOrganisation, RoleHeld."""
    if person.disabled_at is not None:
        raise PersonLocked()
    if wanted.role is GrantedRole.OPERATOR:
        if wanted.organisation_id is not None:
            raise NoSuchVerifyingOrganisation()
        if person.is_operator:
            raise RoleHeld()
        return
    organisation_id = wanted.organisation_id
    if organisation_id is None or not queries.is_verifying_organisation(session, organisation_id):
        raise NoSuchVerifyingOrganisation()
    if queries.find_verifier(session, person_id=person.id, organisation_id=organisation_id) is not None:
        raise RoleHeld()
