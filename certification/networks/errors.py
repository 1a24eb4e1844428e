"""Refusals about networks and what they hand on."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


class NoSuchNetwork(NotFound):
    """There is no such organisation, or you are not a steward of it."""

    code: ClassVar[str] = "no_such_network"


class NoSuchNetworkMembership(NotFound):
    """There is no such membership of an organisation that you are a steward of."""

    code: ClassVar[str] = "no_such_network_membership"


class NetworkMembershipExists(Conflict):
    """It belongs there, or has been asked already."""

    code: ClassVar[str] = "network_membership_exists"


class NetworkCircle(Conflict):
    """A network cannot belong to what belongs to it, however far down."""

    code: ClassVar[str] = "network_circle"


class NetworkMembershipAnswered(Conflict):
    """Only the other side can accept, and only once."""

    code: ClassVar[str] = "network_membership_answered"


class NotAMember(Conflict):
    """A mandate is handed on to a member only."""

    code: ClassVar[str] = "not_a_member"


@dataclass(eq=False)
class WiderMandate(Invalid):
    """A mandate is handed on for what it is for, or less."""

    code: ClassVar[str] = "wider_mandate"
    kind: str
    beyond: list[str]
