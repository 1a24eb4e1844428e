"""Who may act for an organisation."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from api.schemas.base import In, Out, Text
from market.accounts.members.queries import InvitationFact, MemberFact
from models.enums import MemberRole


class MemberOut(Out):
    """A person of the organisation; `roles` are all that they have there."""

    person_id: str
    full_name: str
    roles: list[MemberRole]
    since: datetime
    is_you: bool

    @classmethod
    def of(cls, fact: MemberFact, you: str) -> Self:
        return cls(**{**vars(fact), "roles": list(fact.roles)}, is_you=fact.person_id == you)


class InvitationOut(Out):
    """An open invitation; what its link is was told when it was made."""

    id: str
    organisation_id: str
    organisation_slug: str
    organisation_name: str
    role: MemberRole
    invited_name: str
    invited_by_name: str
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, fact: InvitationFact) -> Self:
        return cls.model_validate(fact)


class MembersOut(Out):
    """`may_manage`: you are a steward, and may ask people in, change roles and take people off. Others see no
    invitations."""

    data: list[MemberOut]
    may_manage: bool
    invitations: list[InvitationOut]


class InvitationIn(In):
    """Whom it is for, for the list; what they shall be: `member` or `steward`."""

    name: Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    role: MemberRole = Field(default=MemberRole.MEMBER, strict=False)


class InvitationMadeOut(Out):
    """`link` is shown this once; whoever has it may join, once."""

    id: str
    link: str
    expires_at: datetime


class TokenIn(In):
    token: Annotated[Text, StringConstraints(min_length=1, max_length=128)]


class JoinedOut(Out):
    organisation_id: str


class RoleIn(In):
    role: MemberRole = Field(strict=False)
