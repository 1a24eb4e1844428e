"""Voting links as the API tells them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NewLink:
    """A member's link; its token is told this once."""

    id: str
    name: str
    token: str


@dataclass(frozen=True)
class NewLinks:
    data: tuple[NewLink, ...] = ()


@dataclass(frozen=True)
class Named:
    id: str
    name: str


@dataclass(frozen=True)
class NamedList:
    data: tuple[Named, ...] = ()


@dataclass(frozen=True)
class LinkedVoice:
    """Whose vote a link is, in which round, and whether it has been cast."""

    round_id: str
    name: str
    has_voted: bool
