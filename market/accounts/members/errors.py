"""Refusals about who belongs to an organisation."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


class NoSuchMember(NotFound):
    """Nobody of that id belongs to the organisation."""

    code: ClassVar[str] = "no_such_member"


class NoSuchInvitation(NotFound):
    """This invitation opens nothing: it is unknown, used, withdrawn or too old."""

    code: ClassVar[str] = "no_such_invitation"


class LastSteward(Conflict):
    """Somebody must remain who may say who belongs to the organisation; make another person a steward first."""

    code: ClassVar[str] = "last_steward"


class HasThatRole(Conflict):
    """The person has that role already."""

    code: ClassVar[str] = "has_that_role"


@dataclass(eq=False)
class RoleNotGiven(Invalid):
    """Stewards make members and stewards. Who verifies is named by the market."""

    code: ClassVar[str] = "role_not_given"
    role: str


@dataclass(eq=False)
class TooManyInvitations(Conflict):
    """Too many invitations of the organisation are open; withdraw one first."""

    code: ClassVar[str] = "too_many_invitations"
    most: int
