"""Agree, as another operator, that somebody gets a role; or decline it."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.accounts.people import queries
from market.accounts.people.errors import (
    NoSuchPerson,
    NoSuchRoleProposal,
    NotOnOneself,
    RoleProposalDecided,
    SecondOperatorNeeded,
)
from market.accounts.people.propose_role import WantedRole, require_free
from models.accounts import RoleProposal
from models.enums import GrantedRole, MemberRole
from models.organisations import Membership


def confirm_role(session: Session, proposal_id: str, *, operator_id: str, now: datetime) -> RoleProposal:
    """Give the role, if everything still holds that held when it was proposed.

    Raises NoSuchRoleProposal, RoleProposalDecided, SecondOperatorNeeded, NotOnOneself, and what `propose_role` does.
    """
    queries.lock_operators(session)
    proposal = _open_proposal(session, proposal_id)
    if proposal.proposed_by == operator_id:
        raise SecondOperatorNeeded()
    if proposal.person_id == operator_id:
        raise NotOnOneself()
    person = queries.find_person(session, proposal.person_id, is_locking=True)
    if person is None:
        raise NoSuchPerson()
    role = GrantedRole(proposal.role)
    require_free(session, person, WantedRole(proposal.person_id, role, proposal.organisation_id))
    proposal.confirmed_by, proposal.confirmed_at = operator_id, now
    if role is GrantedRole.OPERATOR:
        person.is_operator = True
    else:
        assert proposal.organisation_id is not None
        queries.insert(
            session,
            Membership(
                person_id=person.id,
                organisation_id=proposal.organisation_id,
                role=MemberRole.VERIFIER,
                created_at=now,
            ),
        )
    session.flush()
    _record(session, "role.grant", proposal, operator_id, now)
    return proposal


def decline_role(session: Session, proposal_id: str, *, operator_id: str, now: datetime) -> RoleProposal:
    """Any operator may, also who proposed it. Raises NoSuchRoleProposal, RoleProposalDecided."""
    proposal = _open_proposal(session, proposal_id)
    proposal.declined_by, proposal.declined_at = operator_id, now
    session.flush()
    _record(session, "role.decline", proposal, operator_id, now)
    return proposal


def _open_proposal(session: Session, proposal_id: str) -> RoleProposal:
    proposal = queries.lock_proposal(session, proposal_id)
    if proposal is None:
        raise NoSuchRoleProposal()
    if proposal.confirmed_at is not None or proposal.declined_at is not None:
        raise RoleProposalDecided()
    return proposal


def _record(session: Session, action: str, proposal: RoleProposal, operator_id: str, now: datetime) -> None:
    record_audit(
        session,
        action=action,
        actor_id=operator_id,
        object_id=proposal.person_id,
        detail={
            "role": proposal.role,
            "organisation": proposal.organisation_id or "",
            "proposal": proposal.id,
            "proposed_by": proposal.proposed_by,
        },
        now=now,
    )
