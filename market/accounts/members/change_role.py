"""Make a member a steward, or a steward a member."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.accounts.members import queries
from market.accounts.members.errors import HasThatRole, NoSuchMember
from market.accounts.members.stewardship import GIVEN, lock_for_steward, require_given, require_other_steward
from models.enums import MemberRole
from models.organisations import Membership


def change_role(
    session: Session, *, organisation_id: str, member_id: str, role: MemberRole, person_id: str, now: datetime
) -> None:
    """Give somebody of the organisation another role, from the next request on; what they verify stays as it is.

    Raises NoSuchOrganisation, NotASteward, RoleNotGiven, NoSuchMember, HasThatRole, LastSteward.
    """
    require_given(role)
    lock_for_steward(session, organisation_id=organisation_id, person_id=person_id)
    held = queries.lock_roles(session, organisation_id=organisation_id, person_id=member_id)
    if not held:
        raise NoSuchMember()
    if any(one.role == role for one in held):
        raise HasThatRole()
    if any(one.role == MemberRole.STEWARD for one in held):
        require_other_steward(session, organisation_id=organisation_id, person_id=member_id)
        queries.withdraw_all_of(session, organisation_id=organisation_id, person_id=member_id, by=person_id, now=now)
    _put(session, held, organisation_id, member_id, role, now)
    record_audit(
        session,
        action="member.change_role",
        actor_id=person_id,
        object_id=member_id,
        detail={"organisation": organisation_id, "role": role},
        now=now,
    )


def give_role(session: Session, *, organisation_id: str, person_id: str, role: MemberRole, now: datetime) -> None:
    """The role, unless the person has it or more: then HasThatRole. The organisation is locked by who asks."""
    held = queries.lock_roles(session, organisation_id=organisation_id, person_id=person_id)
    if any(one.role in (role, MemberRole.STEWARD) for one in held):
        raise HasThatRole()
    _put(session, held, organisation_id, person_id, role, now)


def _put(
    session: Session,
    held: Sequence[Membership],
    organisation_id: str,
    person_id: str,
    role: MemberRole,
    now: datetime,
) -> None:
    """One of the roles that stewards give, in place of the other."""
    for row in held:
        if row.role in GIVEN:
            row.ended_at = now
    session.flush()
    queries.insert(session, Membership(organisation_id=organisation_id, person_id=person_id, role=role, created_at=now))
