"""People as operators see them, and what they may do."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.base import STORABLE, In, Out, Text
from market.accounts.people.propose_role import WantedRole
from market.accounts.people.queries import PersonRow, WaitingRole
from market.accounts.queries import MembershipFact
from models.accounts import ApiKey, Person, SignInSession
from models.enums import GrantedRole, MemberRole, OrganisationKind

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=300), STORABLE]


class PersonOut(Out):
    """Somebody with an account; `disabled_at` while they are locked out."""

    id: str
    email: str
    full_name: str
    is_operator: bool
    created_at: datetime
    disabled_at: datetime | None

    @classmethod
    def of(cls, person: Person | PersonRow) -> "PersonOut":
        return cls.model_validate(person)


class HeldRoleOut(Out):
    """What somebody is in an organisation now."""

    organisation_id: str
    organisation_name: str
    kind: OrganisationKind
    role: MemberRole


class OpenSessionOut(Out):
    """Where somebody is signed in."""

    agent: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


class OpenKeyOut(Out):
    """A machine client's key of theirs."""

    label: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class PersonDetailOut(Out):
    """Somebody, what they are where, and what is open in their name."""

    person: PersonOut
    roles: list[HeldRoleOut]
    sessions: list[OpenSessionOut]
    keys: list[OpenKeyOut]

    @classmethod
    def of(
        cls,
        person: Person,
        roles: tuple[MembershipFact, ...],
        sessions: list[SignInSession],
        keys: list[ApiKey],
    ) -> "PersonDetailOut":
        return cls(
            person=PersonOut.of(person),
            roles=[
                HeldRoleOut(
                    organisation_id=one.organisation_id, organisation_name=one.name, kind=one.kind, role=one.role
                )
                for one in roles
            ],
            sessions=[OpenSessionOut.model_validate(one) for one in sessions],
            keys=[OpenKeyOut.model_validate(one) for one in keys],
        )


class LockIn(In):
    """Why; it stands in the audit log."""

    reason: Reason = Field(examples=["The laptop was stolen; they called."])


class RoleIn(In):
    """Which role, and why."""

    role: GrantedRole = Field(strict=False)
    organisation_id: Text | None = Field(None, max_length=64, description="Where a verifier verifies")
    reason: Reason = Field(examples=["Takes over from Inés in January."])

    def wanted(self, person_id: str) -> WantedRole:
        return WantedRole(person_id, self.role, self.organisation_id)


class RoleProposalOut(Out):
    """A role that waits for another operator's word."""

    id: str
    person_id: str
    person_name: str
    person_email: str
    role: GrantedRole
    organisation_id: str | None
    organisation_name: str | None
    reason: str
    proposed_by: str
    proposer_name: str
    proposed_at: datetime

    @classmethod
    def of(cls, waiting: WaitingRole) -> "RoleProposalOut":
        return cls.model_validate(waiting)


class RoleDecisionOut(Out):
    """What became of a proposal."""

    id: str
    person_id: str
    role: GrantedRole
    organisation_id: str | None
    proposed_at: datetime
    confirmed_at: datetime | None
    declined_at: datetime | None
