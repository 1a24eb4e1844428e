"""Who belongs to which network, and who may verify what."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NetworkMembership:
    """It holds from `accepted_at` to `ended_at`; `is_invitation`: the network asked, the member answers."""

    id: str
    network_id: str
    network_name: str
    member_id: str
    member_name: str
    is_invitation: bool
    accepted_at: str | None = None
    ended_at: str | None = None

    @property
    def holds(self) -> bool:
        return self.accepted_at is not None and self.ended_at is None

    def waits_for(self, organisation_id: str) -> bool:
        """Whether this organisation has to say yes or no."""
        asked = self.member_id if self.is_invitation else self.network_id
        return self.accepted_at is None and self.ended_at is None and asked == organisation_id

    def other(self, organisation_id: str) -> str:
        """The name of the other side."""
        return self.network_name if self.member_id == organisation_id else self.member_name


@dataclass(frozen=True)
class NetworkMemberships:
    data: tuple[NetworkMembership, ...] = ()


@dataclass(frozen=True)
class Mandate:
    """What a federation may verify; empty lists mean everywhere and everything."""

    id: str
    federation_id: str
    scheme_id: str
    granted_at: str
    countries: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    delegated_from: str | None = None
    withdrawn_at: str | None = None


@dataclass(frozen=True)
class NamedScheme:
    id: str
    code: str
    name: str


@dataclass(frozen=True)
class Mandates:
    data: tuple[Mandate, ...] = ()
