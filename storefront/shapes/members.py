"""Who may act for an organisation, and who is asked in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    person_id: str
    full_name: str
    roles: tuple[str, ...]
    since: str
    is_you: bool

    @property
    def is_steward(self) -> bool:
        return "steward" in self.roles


@dataclass(frozen=True)
class Invitation:
    """One that is open."""

    id: str
    organisation_id: str
    organisation_name: str
    role: str
    invited_name: str
    invited_by_name: str
    expires_at: str


@dataclass(frozen=True)
class MadeInvitation:
    """`link` is told this once."""

    link: str
    expires_at: str


@dataclass(frozen=True)
class Members:
    data: tuple[Member, ...]
    may_manage: bool
    invitations: tuple[Invitation, ...]


@dataclass(frozen=True)
class Joined:
    organisation_id: str
