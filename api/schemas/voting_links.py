"""Voting links: what stewards and voters send, and what they are told."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from api.schemas.base import In, Out, ShortText, Text
from api.schemas.round_acts import Receipt, VoteIn
from market.fund.rounds.voting_links.name_members import NewLink
from models.rounds import VotingLink

_Token = Annotated[Text, StringConstraints(max_length=128)]


class NamedIn(In):
    """Members of an organisation who vote by a link; each name once, so two of the same name need a number each."""

    organisation_id: Annotated[Text, StringConstraints(max_length=64)]
    names: Annotated[list[ShortText], Field(min_length=1, max_length=500)]


class NewLinkOut(Out):
    """A member's link. Pass the token on: it is shown this once, and kept nowhere."""

    id: str
    name: str
    token: str

    @classmethod
    def of(cls, link: NewLink) -> Self:
        return cls.model_validate(link)


class NewLinksOut(Out):
    data: list[NewLinkOut]


class NamedOut(Out):
    """A member who was named. Whether they voted is told to nobody."""

    id: str
    name: str
    created_at: datetime

    @classmethod
    def of(cls, link: VotingLink) -> Self:
        return cls(id=link.id, name=link.name or "", created_at=link.created_at)


class NamedListOut(Out):
    data: list[NamedOut]


class TokenIn(In):
    token: _Token


class LinkedVoiceOut(Out):
    """Whose vote the link is, and in which round."""

    round_id: str
    name: str
    has_voted: bool


class LinkBallotIn(VoteIn):
    """A vote by a link. With a `receipt` of your own you can send the same once more when the answer was lost."""

    token: _Token
    receipt: Receipt | None = None
