"""People and their sessions."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SignedIn:
    token: str
    expires_at: str


@dataclass(frozen=True)
class AskedCode:
    """`code_token` goes with the digits, when they have come."""

    code_token: str
    expires_at: str


@dataclass(frozen=True)
class AskedPasskey:
    """`public_key` is for the browser; `challenge_token` goes with what its device answers."""

    challenge_token: str
    public_key: dict[str, object]


@dataclass(frozen=True)
class Passkey:
    id: str
    name: str
    created_at: str
    last_used_at: str | None = None


@dataclass(frozen=True)
class Credential:
    """What a device answers, by the names that browsers give; base64url."""

    id: str
    rawId: str
    type: str
    response: dict[str, str]


@dataclass(frozen=True)
class Health:
    """`status` is `ok` where everything that an order needs is there."""

    status: str


@dataclass(frozen=True)
class Membership:
    id: str
    slug: str
    name: str
    kind: str
    role: str


@dataclass(frozen=True)
class Me:
    id: str
    email: str
    full_name: str
    locale: str = "en"
    is_operator: bool = False
    organisations: tuple[Membership, ...] = ()

    def membership(self, organisation_id: str) -> Membership | None:
        return next((one for one in self.organisations if one.id == organisation_id), None)


@dataclass(frozen=True)
class Session:
    id: str
    created_at: str
    expires_at: str
    agent: str | None = None
    last_seen_at: str | None = None
    is_current: bool = False
