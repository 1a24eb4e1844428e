"""Passkeys, as the API takes and shows them. What browsers are given and give has the names of the Web Authentication
standard, Level 3: `PublicKeyCredential.parseRequestOptionsFromJSON` reads it and `credential.toJSON()` writes it."""

import base64
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from api.schemas.base import In, Out, ShortText, Text


def _decodable(text: str) -> str:
    if len(text) % 4 == 1:
        raise ValueError("no bytes are written like this in base64url")
    return text


def bytes_of(text: str) -> bytes:
    """The bytes of a text that is `Base64Url`."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


Base64Url = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]+$"), AfterValidator(_decodable)]
CredentialId = Annotated[Base64Url, StringConstraints(max_length=1364)]
Short = Annotated[Base64Url, StringConstraints(max_length=4096)]
Long = Annotated[Base64Url, StringConstraints(max_length=16384)]
Word = Annotated[Text, StringConstraints(max_length=64)]
PasskeyName = Annotated[ShortText, StringConstraints(max_length=60)]


class _Credential(In):
    """What both answers of a device have. What is only of use to the page that asked is taken, and not read."""

    id: CredentialId
    rawId: CredentialId
    type: Literal["public-key"]
    authenticatorAttachment: Word | None = None
    clientExtensionResults: dict[str, object] = Field(default_factory=dict, max_length=20)

    @model_validator(mode="after")
    def _one_id(self) -> "_Credential":
        if self.id != self.rawId:
            raise ValueError("id and rawId are to be the same")
        return self


class AttestationResponse(In):
    """What tells of a new passkey; its key is read from `attestationObject` alone."""

    clientDataJSON: Short
    attestationObject: Long
    authenticatorData: Long | None = None
    publicKey: Short | None = None
    publicKeyAlgorithm: Annotated[int, Field(strict=True, ge=-65536, le=65535)] | None = None
    transports: Annotated[list[Word], Field(max_length=10)] | None = None


class CreatedCredential(_Credential):
    """The answer of `navigator.credentials.create()`."""

    response: AttestationResponse


class AssertionResponse(In):
    """What a passkey has signed, and whose it says that it is."""

    clientDataJSON: Short
    authenticatorData: Short
    signature: Short
    userHandle: Annotated[Base64Url, StringConstraints(max_length=86)]


class UsedCredential(_Credential):
    """The answer of `navigator.credentials.get()`."""

    response: AssertionResponse


class PasskeyProof(In):
    """What a passkey has signed, and the token of who asked for that."""

    challenge_token: Annotated[Text, StringConstraints(max_length=128)]
    credential: UsedCredential


class PasskeyIn(In):
    """A passkey that one's device has made, and a name to know it by."""

    challenge_token: Annotated[Text, StringConstraints(max_length=128)]
    name: PasskeyName = Field(examples=["My phone"])
    credential: CreatedCredential


class CredentialDescriptor(Out):
    id: str
    type: Literal["public-key"]


class PartyOut(Out):
    """Whom a passkey is for."""

    id: str
    name: str


class OwnerOut(Out):
    """Whom a device writes it down for."""

    id: str
    name: str
    displayName: str


class KeyKind(Out):
    type: Literal["public-key"]
    alg: int


class SelectionOut(Out):
    residentKey: str
    requireResidentKey: bool
    userVerification: str


class CreationOptionsOut(Out):
    """PublicKeyCredentialCreationOptionsJSON: for `navigator.credentials.create()`."""

    rp: PartyOut
    user: OwnerOut
    challenge: str
    pubKeyCredParams: list[KeyKind]
    timeout: int
    excludeCredentials: list[CredentialDescriptor]
    authenticatorSelection: SelectionOut
    attestation: str


class RequestOptionsOut(Out):
    """PublicKeyCredentialRequestOptionsJSON: for `navigator.credentials.get()`."""

    challenge: str
    timeout: int
    rpId: str
    allowCredentials: list[CredentialDescriptor]
    userVerification: str


class NewPasskeyChallengeOut(Out):
    """What the device is to sign counts for five minutes, once, together with `challenge_token` alone."""

    challenge_token: str
    expires_at: datetime
    public_key: CreationOptionsOut


class PasskeyChallengeOut(Out):
    """What the device is to sign counts for five minutes, once, together with `challenge_token` alone."""

    challenge_token: str
    expires_at: datetime
    public_key: RequestOptionsOut


class PasskeyOut(Out):
    """`last_used_at` is when it last signed somebody in, or proved them again."""

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None


class PasskeysOut(Out):
    data: list[PasskeyOut]
    has_more: bool = False
    next_cursor: str | None = None
