"""Links by which people join an organisation. Secrets are stored only as hashes."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field

from models.base import Table, check, made_at, maybe_ref, moment, one_of, own_id, ref, words
from models.enums import MemberRole


class MemberInvitation(Table, table=True):
    """Whoever has the link may join once in this role, until it expires, is used or is withdrawn. `invited_name` is
    whom it was made for, in the words of who made it."""

    __tablename__ = "member_invitation"
    __table_args__ = (
        one_of("role", MemberRole),
        check("role_given_by_stewards", "role in ('member', 'steward')"),
        check("named", "btrim(invited_name) <> ''"),
        check("ends_once", "accepted_at is null or withdrawn_at is null"),
        check("accepted_by_somebody", "(accepted_at is null) = (accepted_by is null)"),
        check("withdrawn_by_somebody", "(withdrawn_at is null) = (withdrawn_by is null)"),
        Index(
            "ix_member_invitation_open",
            "organisation_id",
            postgresql_where=text("accepted_at is null and withdrawn_at is null"),
        ),
    )

    id: str = own_id("inv")
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    organisation_id: str = ref("organisation.id")
    role: MemberRole = words()
    invited_name: str = words()
    invited_by: str = ref("person.id")
    created_at: datetime = made_at()
    expires_at: datetime = moment()
    accepted_by: str | None = maybe_ref("person.id")
    accepted_at: datetime | None = moment(default=None, nullable=True)
    withdrawn_by: str | None = maybe_ref("person.id")
    withdrawn_at: datetime | None = moment(default=None, nullable=True)
