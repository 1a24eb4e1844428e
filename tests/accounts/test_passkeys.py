"""What is believed of what a device tells, and what is not."""

from collections.abc import Callable

import cbor2
import pytest
from pydantic import ValidationError
from webauthn.helpers import options_to_json_dict

from api.schemas.passkeys import CreatedCredential, UsedCredential, bytes_of
from market.accounts.passkeys.ceremonies import (
    Asserted,
    Attested,
    NewKey,
    Owner,
    creation_options,
    read_count,
    read_new,
    request_options,
)
from market.accounts.passkeys.rules import RelyingParty, challenge_of, is_copied, relying_party
from tests.api.device import PRESENT, VERIFIED, Device, Json, encoded

ORIGIN, NAME = "http://localhost:8100", "localhost"
PARTY = RelyingParty(NAME, ORIGIN)
CHALLENGE = challenge_of("sol_pkc_token")
OWNER = Owner(b"usr_1", "camille@example.org", "Camille")
Change = Callable[[Device], None]


def creating() -> Json:
    return options_to_json_dict(creation_options(PARTY, OWNER, market="Solifair", challenge=CHALLENGE, known=[b"x"]))


def asking() -> Json:
    return options_to_json_dict(request_options(PARTY, challenge=CHALLENGE))


def attested(told: Json) -> Attested:
    """As the edge takes it."""
    found = CreatedCredential.model_validate(told)
    response = found.response
    return Attested(bytes_of(found.id), bytes_of(response.clientDataJSON), bytes_of(response.attestationObject))


def asserted(told: Json) -> Asserted:
    found = UsedCredential.model_validate(told)
    response = found.response
    return Asserted(
        bytes_of(found.id),
        bytes_of(response.clientDataJSON),
        bytes_of(response.authenticatorData),
        bytes_of(response.signature),
        bytes_of(response.userHandle),
    )


def made() -> tuple[Device, NewKey]:
    device = Device(ORIGIN, NAME)
    key = read_new(attested(device.create(creating())), PARTY, challenge=CHALLENGE)
    assert key is not None and key.credential_id == device.credential_id
    return device, key


def count_of(told: Json, key: NewKey) -> int | None:
    return read_count(asserted(told), PARTY, challenge=CHALLENGE, public_key=key.public_key)


def saying(**values: object) -> Change:
    return lambda device: device.__dict__.update(values)


LIES: dict[str, Change] = {
    "another origin": saying(origin="https://localhost.evil.example"),
    "the origin without its port": saying(origin="http://localhost"),
    "another party": saying(party="evil.example"),
    "nobody verified": saying(flags=PRESENT),
    "nobody present": saying(flags=VERIFIED),
    "in a frame": saying(extra={"crossOrigin": True}),
    "another kind": saying(extra={"type": "payment.get"}),
    "another challenge": saying(extra={"challenge": encoded(bytes(32))}),
}
NONSENSE = [b"\0", b"\xa0", b"\xff" * 40, b"\x9f" * 2000, b"null", b"[]", b'{"type": 1, "challenge": 2, "origin": []}']


def test_what_is_right_is_believed() -> None:
    device, key = made()
    device.count = 41
    assert count_of(device.get(asking()), key) == 41


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_not(lie: str) -> None:
    device, key = made()
    LIES[lie](device)
    assert count_of(device.get(asking()), key) is None
    new = Device(ORIGIN, NAME)
    LIES[lie](new)
    assert read_new(attested(new.create(creating())), PARTY, challenge=CHALLENGE) is None


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_bytes_that_mean_nothing_are_not(nonsense: bytes) -> None:
    device, key = made()
    for name in ("clientDataJSON", "authenticatorData", "signature"):
        told = device.get(asking())
        told["response"][name] = encoded(nonsense)
        assert count_of(told, key) is None
    for name in ("clientDataJSON", "attestationObject"):
        told = device.create(creating())
        told["response"][name] = encoded(nonsense)
        assert read_new(attested(told), PARTY, challenge=CHALLENGE) is None


def test_a_signature_of_another_key_is_not() -> None:
    device, key = made()
    other = Device(ORIGIN, NAME, credential_id=device.credential_id, handle=device.handle)
    assert count_of(other.get(asking()), key) is None
    assert count_of(device.get(asking()), NewKey(key.credential_id, b"", 0)) is None


def test_another_passkey_than_the_one_that_is_told_is_not() -> None:
    told = Device(ORIGIN, NAME).create(creating())
    told["id"] = told["rawId"] = encoded(b"another")
    assert read_new(attested(told), PARTY, challenge=CHALLENGE) is None


@pytest.mark.parametrize(
    "public",
    [
        b"",
        cbor2.dumps({}),
        cbor2.dumps({1: 2, 3: -65535}),
        cbor2.dumps({1: 2, 3: -7, -1: 1}),
        cbor2.dumps({1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)}),
        cbor2.dumps(7),
    ],
    ids=["none", "empty", "another algorithm", "half", "on no curve", "a number"],
)
def test_a_key_that_is_none_is_not(public: bytes) -> None:
    told = Device(ORIGIN, NAME, public=public).create(creating())
    assert read_new(attested(told), PARTY, challenge=CHALLENGE) is None


BAD: dict[str, Callable[[Json], object]] = {
    "no base64url": lambda told: told["response"].update(signature="a b"),
    "padded": lambda told: told["response"].update(signature="AA=="),
    "a length that no bytes have": lambda told: told["response"].update(signature="AAAAA"),
    "empty": lambda told: told["response"].update(signature=""),
    "NUL": lambda told: told["response"].update(clientDataJSON="\0"),
    "too long": lambda told: told["response"].update(authenticatorData="A" * 5000),
    "another raw id": lambda told: told.update(rawId="AAAA"),
    "another type": lambda told: told.update(type="password"),
    "something more": lambda told: told.update(more=1),
    "nobody's": lambda told: told["response"].pop("userHandle"),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_has_no_shape_is_not_looked_at(bad: str) -> None:
    told = Device(ORIGIN, NAME, handle=b"usr_1").get(asking())
    UsedCredential.model_validate(told)
    BAD[bad](told)
    with pytest.raises(ValidationError):
        UsedCredential.model_validate(told)


@pytest.mark.parametrize(
    ("stored", "told", "copied"),
    [(0, 0, False), (0, 1, False), (1, 2, False), (1, 1, True), (2, 1, True), (1, 0, True)],
)
def test_a_count_that_does_not_rise_tells_of_a_copy(stored: int, told: int, copied: bool) -> None:
    assert is_copied(stored_count=stored, told_count=told) is copied


@pytest.mark.parametrize(
    ("address", "party"),
    [
        ("https://Shop.Example", RelyingParty("shop.example", "https://shop.example")),
        ("https://shop.example:443/", RelyingParty("shop.example", "https://shop.example")),
        ("https://shop.example:8443", RelyingParty("shop.example", "https://shop.example:8443")),
        ("http://localhost:8100", RelyingParty("localhost", "http://localhost:8100")),
        ("http://127.0.0.1:8100", None),
        ("http://[::1]:8100", None),
        ("", None),
    ],
)
def test_whom_passkeys_are_for(address: str, party: RelyingParty | None) -> None:
    assert relying_party(address) == party
