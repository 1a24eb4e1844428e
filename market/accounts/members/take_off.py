"""End somebody's part in an organisation."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.accounts.errors import NoSuchOrganisation
from market.accounts.members import queries
from market.accounts.members.errors import NoSuchMember
from market.accounts.members.stewardship import lock_for_steward, require_other_steward
from market.accounts.queries import is_member
from models.enums import MemberRole


def take_off(session: Session, *, organisation_id: str, member_id: str, person_id: str, now: datetime) -> None:
    """End every role of theirs there; a steward does it, or they themselves. Rights are read with each request, so
    sessions and keys that are open can do nothing for the organisation from the next one on; links that they made to
    ask others in open nothing any more.

    Raises NoSuchOrganisation, NotASteward, NoSuchMember, LastSteward.
    """
    if member_id == person_id and is_member(session, person_id=person_id, organisation_id=organisation_id):
        queries.lock_organisation(session, organisation_id)
    else:
        lock_for_steward(session, organisation_id=organisation_id, person_id=person_id)
    held = queries.lock_roles(session, organisation_id=organisation_id, person_id=member_id)
    if not held:
        raise NoSuchOrganisation() if member_id == person_id else NoSuchMember()
    if any(one.role == MemberRole.STEWARD for one in held):
        require_other_steward(session, organisation_id=organisation_id, person_id=member_id)
    for row in held:
        row.ended_at = now
    queries.withdraw_all_of(session, organisation_id=organisation_id, person_id=member_id, by=person_id, now=now)
    session.flush()
    record_audit(
        session,
        action="member.leave" if member_id == person_id else "member.take_off",
        actor_id=person_id,
        object_id=member_id,
        detail={"organisation": organisation_id, "roles": ", ".join(row.role for row in held)},
        now=now,
    )
