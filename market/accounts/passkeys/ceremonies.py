"""What is asked of a device, and whether its answer is right. Pure: the library looks at bytes alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypedDict, TypeVar

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    bytes_to_base64url,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    parse_client_data_json,
)
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialCreationOptions,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRequestOptions,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from market.accounts.passkeys.rules import LASTS, RelyingParty

Found = TypeVar("Found")

_MILLISECONDS = int(LASTS.total_seconds() * 1000)


@dataclass(frozen=True)
class Owner:
    """Whom a device writes a new passkey down for. `handle` is told by it at each sign-in."""

    handle: bytes
    email: str
    full_name: str


@dataclass(frozen=True)
class Attested:
    """A new passkey, as the device tells it."""

    credential_id: bytes
    client_data: bytes
    attestation: bytes


@dataclass(frozen=True)
class Asserted:
    """A signature by a passkey, as the device tells it."""

    credential_id: bytes
    client_data: bytes
    authenticator_data: bytes
    signature: bytes
    user_handle: bytes


@dataclass(frozen=True)
class NewKey:
    """What is kept of a passkey."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def creation_options(
    party: RelyingParty, owner: Owner, *, market: str, challenge: bytes, known: Sequence[bytes]
) -> PublicKeyCredentialCreationOptions:
    """A passkey that finds its owner by itself and asks who holds the device. Its maker is nobody's business."""
    return generate_registration_options(
        rp_id=party.id,
        rp_name=market,
        user_id=owner.handle,
        user_name=owner.email,
        user_display_name=owner.full_name,
        challenge=challenge,
        timeout=_MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )


def request_options(party: RelyingParty, *, challenge: bytes) -> PublicKeyCredentialRequestOptions:
    """Any passkey of this party: whoever asks has said nothing of who they are."""
    return generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=_MILLISECONDS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )


def read_new(told: Attested, party: RelyingParty, *, challenge: bytes) -> NewKey | None:
    """The passkey, or None for an answer that is not right: other challenge, origin or party, nobody verified."""
    response = AuthenticatorAttestationResponse(told.client_data, told.attestation)
    credential = RegistrationCredential(bytes_to_base64url(told.credential_id), told.credential_id, response)

    def verify() -> NewKey:
        verified = verify_registration_response(credential=credential, **_expected(party, challenge))
        # A point that is on no curve would be noticed at the first sign-in only.
        decoded_public_key_to_cryptography(decode_credential_public_key(verified.credential_public_key))
        return NewKey(verified.credential_id, verified.credential_public_key, verified.sign_count)

    found = _believed(verify, told.client_data)
    return found if found is not None and found.credential_id == told.credential_id else None


def read_count(told: Asserted, party: RelyingParty, *, challenge: bytes, public_key: bytes) -> int | None:
    """How often the device says that it has signed, or None for an answer that is not right."""
    response = AuthenticatorAssertionResponse(told.client_data, told.authenticator_data, told.signature)
    credential = AuthenticationCredential(bytes_to_base64url(told.credential_id), told.credential_id, response)
    verify = partial(
        verify_authentication_response,
        credential=credential,
        credential_public_key=public_key,
        # Compared by our own rule, once the signature is known to be right.
        credential_current_sign_count=0,
        **_expected(party, challenge),
    )
    verified = _believed(verify, told.client_data)
    return None if verified is None else verified.new_sign_count


class _Expected(TypedDict):
    """What both kinds of answers are held against."""

    expected_challenge: bytes
    expected_rp_id: str
    expected_origin: str
    require_user_verification: bool


def _expected(party: RelyingParty, challenge: bytes) -> _Expected:
    return _Expected(
        expected_challenge=challenge,
        expected_rp_id=party.id,
        expected_origin=party.origin,
        require_user_verification=True,
    )


def _believed(verify: Callable[[], Found], client_data: bytes) -> Found | None:
    """What `verify` finds; None where it raises, or the page that asked stood in a frame of another's."""
    try:
        found = verify()
        return None if parse_client_data_json(client_data).cross_origin else found
    except Exception:
        # Bytes that are no CBOR or no key make the library, and those below it, raise nearly anything.
        return None
