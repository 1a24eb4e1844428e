"""Ask somebody in, by a link."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from kit.ids import hash_secret, new_secret
from market.accounts.members import queries
from market.accounts.members.errors import TooManyInvitations
from market.accounts.members.stewardship import lock_for_steward, require_given
from models.enums import MemberRole
from models.invitations import MemberInvitation

_LASTS = timedelta(days=7)
_MOST_OPEN = 20


@dataclass(frozen=True)
class MadeInvitation:
    """`secret` is shown this once. The link signs nobody in: whoever follows it joins with an account of their own."""

    secret: str
    id: str
    expires_at: datetime


def invite(
    session: Session, *, organisation_id: str, role: MemberRole, name: str, person_id: str, now: datetime
) -> MadeInvitation:
    """A link for one person, good for a week. Raises NoSuchOrganisation, NotASteward, RoleNotGiven,
    TooManyInvitations."""
    require_given(role)
    lock_for_steward(session, organisation_id=organisation_id, person_id=person_id)
    if queries.count_open(session, organisation_id, now=now) >= _MOST_OPEN:
        raise TooManyInvitations(_MOST_OPEN)
    secret = new_secret("inv")
    row = MemberInvitation(
        token_hash=hash_secret(secret),
        organisation_id=organisation_id,
        role=role,
        invited_name=name,
        invited_by=person_id,
        created_at=now,
        expires_at=now + _LASTS,
    )
    queries.insert(session, row)
    record_audit(
        session,
        action="member.invite",
        actor_id=person_id,
        object_id=row.id,
        detail={"organisation": organisation_id, "role": role},
        now=now,
    )
    return MadeInvitation(secret, row.id, row.expires_at)
