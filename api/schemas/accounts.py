"""People, sessions and keys, as the API shows them."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, EmailStr, Field, StringConstraints, model_validator

from api.schemas.base import In, Out, ShortText, Text
from api.schemas.passkeys import PasskeyProof

Password = Annotated[Text, StringConstraints(min_length=8, max_length=128)]
Email = Annotated[EmailStr, StringConstraints(max_length=254)]


class SignUpIn(In):
    """Opening an account."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "email": "camille@example.org",
                    "full_name": "Camille Roux",
                    "password": "a long and private phrase",
                    "locale": "fr",
                }
            ]
        },
    )

    email: Email
    full_name: ShortText
    password: Password
    locale: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")] = "en"


class Acknowledged(Out):
    """Taken. Says the same whether or not the address was known."""

    status: str = "accepted"


SixDigits = Annotated[Text, StringConstraints(pattern="^[0-9]{6}$")]


class CodeRequestIn(In):
    """Where the code is to be mailed."""

    email: Email = Field(examples=["camille@example.org"])


class CodeRequestOut(Out):
    """Taken; says the same whether or not the address was known. The code counts together with `code_token` alone."""

    status: str = "accepted"
    code_token: str
    expires_at: datetime


class CodeProof(In):
    """Six digits that were mailed, and the token of who asked for them."""

    code_token: Annotated[Text, StringConstraints(max_length=128)]
    code: SixDigits = Field(examples=["314159"])


class ConfirmIn(In):
    """One's password, or the token of a link that was sent to one, or a code that was mailed, or a passkey."""

    password: Annotated[Text, StringConstraints(max_length=128)] | None = None
    link_token: Annotated[Text, StringConstraints(max_length=128)] | None = None
    mailed: CodeProof | None = None
    passkey: PasskeyProof | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "ConfirmIn":
        given = [one for one in (self.password, self.link_token, self.mailed, self.passkey) if one is not None]
        if len(given) != 1:
            raise ValueError("send password, link_token, mailed or passkey, one of them")
        return self


class PasswordIn(In):
    """The password from now on."""

    password: Password


class MeIn(In):
    """What a person decides about themselves."""

    locale: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")] = Field(
        description="In which language the market writes to you", examples=["fr"]
    )


class ConfirmedOut(Out):
    """When the person of this session last proved who they are."""

    authenticated_at: datetime


class SignInIn(In):
    """An e-mail and a password, or the token of a link, or a code that was mailed, or a passkey."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "email": "camille@example.org",
                    "password": "a long and private phrase",
                }
            ]
        },
    )

    email: Annotated[Text, StringConstraints(max_length=254)] | None = None
    password: Annotated[Text, StringConstraints(max_length=128)] | None = None
    link_token: Annotated[Text, StringConstraints(max_length=128)] | None = None
    mailed: CodeProof | None = None
    passkey: PasskeyProof | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "SignInIn":
        ways = ("email", "password", "link_token", "mailed", "passkey")
        given = {name for name in ways if getattr(self, name) is not None}
        if given not in ({"email", "password"}, {"link_token"}, {"mailed"}, {"passkey"}):
            raise ValueError("send email and password, or link_token alone, or mailed alone, or passkey alone")
        return self


class PersonOut(Out):
    id: str
    email: str
    full_name: str
    locale: str


class SignedInOut(Out):
    """`token` is the bearer token; it is shown this once."""

    token: str
    session_id: str
    expires_at: datetime
    person: PersonOut


class OrganisationRoleOut(Out):
    id: str
    slug: str
    name: str
    kind: str
    role: str


class MeOut(Out):
    id: str
    email: str
    full_name: str
    locale: str
    is_operator: bool
    roles: list[str]
    organisations: list[OrganisationRoleOut]


class SessionOut(Out):
    id: str
    agent: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    is_current: bool


class SessionsOut(Out):
    data: list[SessionOut]
    has_more: bool = False
    next_cursor: str | None = None


class ApiKeyIn(In):
    """A key for a machine: named, scoped, and ending on a day."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "label": "stock sync",
                    "scopes": ["product:read"],
                    "expires_in_days": 90,
                }
            ]
        },
    )

    label: ShortText
    scopes: Annotated[
        list[Annotated[Text, StringConstraints(max_length=60)]],
        Field(min_length=1, max_length=50),
    ]
    expires_in_days: Annotated[int, Field(strict=True, ge=1, le=365)]


class ApiKeyOut(Out):
    """`hint` is the end of the secret, to tell keys apart."""

    id: str
    label: str
    hint: str
    scopes: list[str]
    created_at: datetime | None
    expires_at: datetime
    last_used_at: datetime | None


class IssuedApiKeyOut(Out):
    secret: str
    key: ApiKeyOut


class ApiKeysOut(Out):
    data: list[ApiKeyOut]
    has_more: bool = False
    next_cursor: str | None = None
