"""Memberships between organisations, and mandates."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from api.schemas.base import CountryCode, In, Out, Text
from certification.networks.queries import NetworkMembershipFact
from models.certification import Mandate

Id = Annotated[Text, StringConstraints(max_length=64)]
Codes = Annotated[list[Annotated[Text, StringConstraints(max_length=100)]], Field(max_length=100, default_factory=list)]
Countries = Annotated[list[CountryCode], Field(max_length=250, default_factory=list)]


class NetworkMembershipIn(In):
    """Who shall belong to whom. A steward of the network invites, a steward of the member applies."""

    network_id: Id
    member_id: Id


class NetworkMembershipOut(Out):
    """It holds from `accepted_at` to `ended_at`. `is_invitation`: the network asked, the member has to answer."""

    id: str
    network_id: str
    member_id: str
    is_invitation: bool
    accepted_at: datetime | None
    ended_at: datetime | None


class NamedNetworkMembershipOut(NetworkMembershipOut):
    """The same with both names."""

    network_name: str
    member_name: str
    created_at: datetime

    @classmethod
    def of(cls, fact: NetworkMembershipFact) -> Self:
        return cls(**vars(fact))


class NetworkMembershipsOut(Out):
    data: list[NamedNetworkMembershipOut]


class DelegationIn(In):
    """To whom a mandate is handed on, for which of its countries and categories; empty: for all of them."""

    federation_id: Id
    countries: Countries
    categories: Codes


class MandateIn(In):
    """Whom the market lets verify a scheme's certificates; empty lists mean everywhere and everything."""

    federation_id: Id
    scheme: Annotated[Text, StringConstraints(max_length=100)]
    countries: Countries
    categories: Codes


class MandateOut(Out):
    """What a federation may verify; it counts from `granted_at` to `withdrawn_at`."""

    id: str
    federation_id: str
    scheme_id: str
    countries: list[str]
    categories: list[str]
    delegated_from: str | None
    granted_at: datetime
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, mandate: Mandate) -> Self:
        return cls.model_validate(mandate)


class MandatesOut(Out):
    data: list[MandateOut]


class WithdrawnOut(Out):
    """The ids of all mandates that ended: the one that was named, and those handed on from it."""

    ended: list[str]
