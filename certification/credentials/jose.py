"""Credentials as JSON Web Tokens (W3C VC-JOSE-COSE 1.0, section 3.1.1): the credential itself is the payload."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from certification.credentials.multibase import NotMultibase, from_base64url, to_base64url

MEDIA_TYPE = "application/vc+jwt"


def to_jwk(public_key: bytes) -> dict[str, str]:
    """An Ed25519 public key (32 bytes) as JWK (RFC 8037)."""
    return {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(public_key)}


def thumbprint(public_key: bytes) -> str:
    """The key's name by its own content (RFC 7638, SHA-256)."""
    return to_base64url(hashlib.sha256(rfc8785.dumps(to_jwk(public_key))).digest())


def sign_token(payload: Mapping[str, Any], *, private_key: Ed25519PrivateKey, kid: str) -> str:
    """The compact form `header.payload.signature`; `kid` is the full address of the key in its DID document."""
    header = {"alg": "EdDSA", "cty": "vc", "kid": kid, "typ": "vc+jwt"}
    signing_input = f"{_part(header)}.{_part(dict(payload))}"
    return f"{signing_input}.{to_base64url(private_key.sign(signing_input.encode()))}"


def read_token(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and payload, unverified. Raises NotMultibase."""
    parts = token.split(".")
    if len(parts) != 3:
        raise NotMultibase("not a compact token")
    try:
        header, payload = (json.loads(from_base64url(part)) for part in parts[:2])
    except (ValueError, RecursionError):
        raise NotMultibase("not a token of JSON") from None
    if not isinstance(header, dict) or not isinstance(payload, dict):
        raise NotMultibase("not a token of objects")
    return header, payload


def has_valid_signature(token: str, *, public_key: bytes) -> bool:
    """Whether the token is signed by the holder of this key, with the one algorithm that such a key has."""
    signing_input, _, signature = token.rpartition(".")
    try:
        header, _ = read_token(token)
        if header.get("alg") != "EdDSA" or "crit" in header:
            return False
        Ed25519PublicKey.from_public_bytes(public_key).verify(from_base64url(signature), signing_input.encode())
    except (InvalidSignature, NotMultibase):
        return False
    return True


def _part(value: dict[str, Any]) -> str:
    return to_base64url(rfc8785.dumps(value))
