"""Refusals about voting links."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


class NoLinksHere(NotFound):
    """No members of an organisation whose steward you are vote by links in this round."""

    code: ClassVar[str] = "no_links_here"


class NoSuchVotingLink(NotFound):
    """There is no such voting link, or its vote is over."""

    code: ClassVar[str] = "no_such_voting_link"


class MembersNotStated(Conflict):
    """The organisation has to say first how many members it has: no more votes are given than that."""

    code: ClassVar[str] = "members_not_stated"


@dataclass(eq=False)
class MoreThanMembers(Conflict):
    """With these the organisation would have more votes than it says it has members."""

    code: ClassVar[str] = "more_than_members"
    members: int
    has: int


@dataclass(eq=False)
class AlreadyNamed(Conflict):
    """Somebody of this name has a vote in this round already, by a link or an account."""

    code: ClassVar[str] = "already_named"
    name: str


class NoName(Invalid):
    """A member needs a name."""

    code: ClassVar[str] = "no_name"
