"""Refusals about hubs."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


class NoSuchHub(NotFound):
    """There is no such organisation that could offer your products."""

    code: ClassVar[str] = "no_such_hub"


class NoSuchHubGrant(NotFound):
    """There is no such grant of an organisation that you are a steward of."""

    code: ClassVar[str] = "no_such_hub_grant"


class HubGrantAnswered(Conflict):
    """Only the hub can accept, only once, and not after the end."""

    code: ClassVar[str] = "hub_grant_answered"


@dataclass(eq=False)
class HubGrantNotSensible(Invalid):
    """A grant is for all products or for some, and ends after it begins."""

    code: ClassVar[str] = "hub_grant_not_sensible"
    problem: str


class NotGrantedToHub(NotFound):
    """The hub may not do this with the product now."""

    code: ClassVar[str] = "not_granted_to_hub"
