"""Take an invitation back."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.networks.queries import is_steward
from market.accounts.members import queries
from market.accounts.members.errors import NoSuchInvitation


def withdraw_invitation(session: Session, *, invitation_id: str, person_id: str, now: datetime) -> None:
    """The link opens nothing from now on. Raises NoSuchInvitation, also for another organisation's, and for one that is
    not open."""
    row = queries.lock_invitation(session, invitation_id)
    if row is None or not is_steward(session, person_id=person_id, organisation_id=row.organisation_id):
        raise NoSuchInvitation()
    if row.accepted_at is not None or row.withdrawn_at is not None:
        raise NoSuchInvitation()
    row.withdrawn_at, row.withdrawn_by = now, person_id
    session.flush()
    record_audit(
        session,
        action="member.withdraw_invitation",
        actor_id=person_id,
        object_id=row.id,
        detail={"organisation": row.organisation_id, "role": row.role},
        now=now,
    )
