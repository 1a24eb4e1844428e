"""Data Integrity proofs by the cryptosuite `eddsa-jcs-2022` (W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.3).

What is signed: SHA-256 of the proof's options as canonical JSON (RFC 8785), followed by SHA-256 of the document without
its proof. The options carry the document's own `@context`, so a proof cannot be moved to a document with other terms.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from certification.credentials.multibase import NotMultibase, from_base58, to_base58

CRYPTOSUITE = "eddsa-jcs-2022"
Document = dict[str, Any]


def sign_document(
    document: Mapping[str, Any], *, private_key: Ed25519PrivateKey, verification_method: str, created: str
) -> Document:
    """The document with a proof for `assertionMethod`; `created` is an XML Schema dateTime in UTC."""
    proof: Document = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": created,
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    if "@context" in document:
        proof["@context"] = document["@context"]
    proof["proofValue"] = to_base58(private_key.sign(signed_bytes(document, proof)))
    return {**document, "proof": proof}


def has_valid_proof(secured: Mapping[str, Any], *, public_key: bytes) -> bool:
    """Whether the document, with its `proof`, was signed by the holder of this Ed25519 key (32 bytes).

    Whose key that is, and whether it may assert, is for the caller to know.
    """
    proof = secured.get("proof")
    if not isinstance(proof, Mapping) or not _is_ours(proof):
        return False
    context = proof.get("@context")
    if context is not None and not _begins_with(secured.get("@context"), context):
        return False
    document = {name: value for name, value in secured.items() if name != "proof"}
    if context is not None:
        document["@context"] = context
    try:
        signature = from_base58(proof["proofValue"])
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed_bytes(document, proof))
    except (InvalidSignature, NotMultibase, rfc8785.CanonicalizationError):
        return False
    return True


def signed_bytes(document: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    """The 64 bytes under the signature. Raises rfc8785.CanonicalizationError for what JSON cannot say exactly."""
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    return _hash_of(options) + _hash_of(dict(document))


def _hash_of(value: Document) -> bytes:
    return hashlib.sha256(rfc8785.dumps(value)).digest()


def _is_ours(proof: Mapping[str, Any]) -> bool:
    return (
        proof.get("type") == "DataIntegrityProof"
        and proof.get("cryptosuite") == CRYPTOSUITE
        and proof.get("proofPurpose") == "assertionMethod"
        and isinstance(proof.get("proofValue"), str)
    )


def _begins_with(context: object, beginning: object) -> bool:
    """Whether `beginning` is the document's context or its first entries (section 3.3.2, step 3)."""
    entries = context if isinstance(context, list) else [context]
    first = beginning if isinstance(beginning, list) else [beginning]
    return entries[: len(first)] == first
