"""Join an organisation by the link of an invitation."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from kit.ids import hash_secret, is_secret
from market.accounts.members import queries
from market.accounts.members.change_role import give_role
from market.accounts.members.errors import NoSuchInvitation
from market.accounts.members.queries import InvitationFact


def read_invitation(session: Session, *, token: str, now: datetime) -> InvitationFact:
    """What a link offers. Raises NoSuchInvitation unless it is open."""
    found = queries.find_open(session, token_hash=hash_secret(token), now=now) if is_secret("inv", token) else None
    if found is None:
        raise NoSuchInvitation()
    return found


def accept_invitation(session: Session, *, token: str, person_id: str, now: datetime) -> str:
    """Become what the link says; the organisation's id. A member becomes a steward by it, and a steward nothing less.

    Raises NoSuchInvitation, HasThatRole; the link is then still good for somebody else.
    """
    offered = read_invitation(session, token=token, now=now)
    queries.lock_organisation(session, offered.organisation_id)
    row = queries.lock_invitation(session, offered.id)
    if row is None or row.accepted_at is not None or row.withdrawn_at is not None:
        raise NoSuchInvitation()
    give_role(session, organisation_id=row.organisation_id, person_id=person_id, role=row.role, now=now)
    row.accepted_at, row.accepted_by = now, person_id
    session.flush()
    record_audit(
        session,
        action="member.join",
        actor_id=person_id,
        object_id=row.id,
        detail={"organisation": row.organisation_id, "role": row.role, "invited_by": row.invited_by},
        now=now,
    )
    return row.organisation_id
