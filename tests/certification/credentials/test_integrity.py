"""Signatures against the W3C's own vector, and against everything that could be changed in a document."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from certification.credentials.integrity import has_valid_proof, sign_document, signed_bytes
from certification.credentials.multibase import (
    NotMultibase,
    from_base58,
    from_base64url,
    from_multikey,
    to_base58,
    to_base64url,
    to_multikey,
)

VECTOR = Path(__file__).parents[4] / "shared" / "data" / "vc"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
METHOD = "did:web:market.example#key"
DOCUMENT = {
    "@context": ["https://www.w3.org/ns/credentials/v2", {"x": "urn:x:"}],
    "id": "urn:uuid:1",
    "type": ["VerifiableCredential"],
    "issuer": "did:web:market.example",
    "credentialSubject": {"id": "urn:uuid:2", "x:name": "Coopérative Été 😀", "x:count": 3},
}
# Signed once with the key above; any change in how documents are hashed shows.
SIGNATURE = "z5xUDKS58RwXLZw6vwwCurCJKdXGEHJRAP8t4eu4FoDPSLWq2RSUPTPhvTBiKgU4oVffisphWtYgyXoYTt9necJhj"


def signed() -> dict:
    return sign_document(DOCUMENT, private_key=KEY, verification_method=METHOD, created="2026-11-25T12:00:00Z")


@pytest.mark.skipif(not VECTOR.exists(), reason="the W3C's vector is not beside the project")
def test_the_vector_of_the_w3c_is_reproduced() -> None:
    secured = json.loads((VECTOR / "signedJCS.json").read_text())
    unsigned = json.loads((VECTOR / "unsigned.json").read_text())
    keys = json.loads((VECTOR / "keyPair.json").read_text())
    public = from_multikey(keys["publicKeyMultibase"])
    assert to_multikey(public) == keys["publicKeyMultibase"]
    assert has_valid_proof(secured, public_key=public)
    assert signed_bytes(unsigned, secured["proof"]).hex() == (VECTOR / "combinedHashJCS.txt").read_text().strip()
    private = Ed25519PrivateKey.from_private_bytes(from_base58(keys["privateKeyMultibase"])[2:])
    proof = secured["proof"]
    again = sign_document(
        unsigned, private_key=private, verification_method=proof["verificationMethod"], created=proof["created"]
    )
    assert again == secured
    secured["name"] = "Another name"
    assert not has_valid_proof(secured, public_key=public)


def test_our_own_vector() -> None:
    assert signed()["proof"]["proofValue"] == SIGNATURE
    assert has_valid_proof(signed(), public_key=PUBLIC)


def paths(value: object, here: tuple = ()) -> list[tuple]:
    """Where a document holds a text."""
    if isinstance(value, dict):
        return [path for name, inner in value.items() for path in paths(inner, (*here, name))]
    if isinstance(value, list):
        return [path for place, inner in enumerate(value) for path in paths(inner, (*here, place))]
    return [here] if isinstance(value, str) else []


@pytest.mark.parametrize("path", paths(signed()), ids=str)
def test_whatever_is_changed_shows(path: tuple) -> None:
    secured = json.loads(json.dumps(signed()))
    inner = secured
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] += "1"
    assert not has_valid_proof(secured, public_key=PUBLIC)


@pytest.mark.parametrize("name", DOCUMENT)
def test_whatever_is_taken_away_shows(name: str) -> None:
    secured = signed()
    del secured[name]
    assert not has_valid_proof(secured, public_key=PUBLIC)


def test_another_key_did_not_sign_it() -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert not has_valid_proof(signed(), public_key=other)
    assert not has_valid_proof(DOCUMENT, public_key=PUBLIC)
    assert not has_valid_proof(signed() | {"proof": [signed()["proof"]]}, public_key=PUBLIC)


@given(st.binary(max_size=80))
def test_bytes_come_back(data: bytes) -> None:
    assert from_base58(to_base58(data)) == data
    assert from_base64url(to_base64url(data)) == data


@given(st.text(max_size=40))
def test_what_is_no_encoding_is_refused_or_read(text: str) -> None:
    for read in (from_base58, from_base64url, from_multikey):
        try:
            read(text)
        except NotMultibase:
            continue
