"""Check a credential with nothing but documents at hand: no database, no network, no trust in the market's word.

Whether the issuer is one to believe is for the reader to decide; its DID document must come from where the DID points.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from certification.credentials.bits import has_bit
from certification.credentials.integrity import has_valid_proof
from certification.credentials.jose import has_valid_signature, read_token
from certification.credentials.multibase import NotMultibase, from_base64url, from_multikey

Document = dict[str, Any]
Secured = Document | str
_KEY_BYTES = 32


class Finding(StrEnum):
    """Why a credential proves nothing, or not now."""

    NOT_A_CREDENTIAL = "not_a_credential"
    WRONG_ISSUER = "wrong_issuer"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    STATUS_UNKNOWN = "status_unknown"


@dataclass(frozen=True)
class _Signature:
    """Which key a document says it is signed with."""

    document: Document
    key_url: str


def verify_credential(
    secured: Secured, *, issuer_document: Mapping[str, Any], status_lists: Mapping[str, Secured], at: datetime
) -> list[Finding]:
    """What is wrong with a credential at a moment; nothing for one that holds.

    `secured` is a document with a proof or a token; `status_lists` are its lists by their address, as they were
    fetched. A list that is missing, or not signed by the same issuer, leaves the status unknown.
    """
    found = find_signature_fault(secured, issuer_document)
    if found is not None:
        return [found]
    document = _read(secured).document
    return [*_dates(document, at), *_statuses(document, issuer_document, status_lists, at)]


def find_signature_fault(secured: Secured, issuer_document: Mapping[str, Any]) -> Finding | None:
    """Whether the issuer signed this, with a key that its DID document lets it assert with; None when it did."""
    try:
        signature = _read(secured)
    except NotMultibase:
        return Finding.NOT_A_CREDENTIAL
    issuer = _issuer_of(signature.document)
    did = signature.key_url.partition("#")[0]
    if not issuer or issuer != did or issuer_document.get("id") != issuer:
        return Finding.WRONG_ISSUER
    public_key = find_key(issuer_document, signature.key_url)
    if public_key is None:
        return Finding.UNKNOWN_KEY
    if isinstance(secured, str):
        is_signed = has_valid_signature(secured, public_key=public_key)
    else:
        is_signed = has_valid_proof(secured, public_key=public_key)
    return None if is_signed else Finding.BAD_SIGNATURE


def find_key(issuer_document: Mapping[str, Any], key_url: str) -> bytes | None:
    """The 32 bytes of a key that may assert; None for one that is unknown, revoked, or for something else."""
    if key_url not in issuer_document.get("assertionMethod", ()):
        return None
    methods = [method for method in issuer_document.get("verificationMethod", ()) if method.get("id") == key_url]
    if len(methods) != 1 or "revoked" in methods[0]:
        return None
    try:
        if "publicKeyMultibase" in methods[0]:
            return from_multikey(methods[0]["publicKeyMultibase"])
        jwk = methods[0]["publicKeyJwk"]
        key = from_base64url(jwk["x"]) if jwk["crv"] == "Ed25519" else b""
    except (KeyError, TypeError, NotMultibase):
        return None
    return key if len(key) == _KEY_BYTES else None


def _read(secured: Secured) -> _Signature:
    """Raises NotMultibase for what is neither form."""
    if isinstance(secured, str):
        header, document = read_token(secured)
        return _Signature(document, str(header.get("kid", "")))
    proof = secured.get("proof")
    if not isinstance(proof, dict):
        raise NotMultibase("no proof")
    return _Signature(secured, str(proof.get("verificationMethod", "")))


def _issuer_of(document: Document) -> str:
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, dict) else issuer
    return found if isinstance(found, str) else ""


def _dates(document: Document, at: datetime) -> list[Finding]:
    try:
        starts_at, ends_at = (
            datetime.fromisoformat(document[name]) if name in document else None for name in ("validFrom", "validUntil")
        )
        if starts_at and at < starts_at:
            return [Finding.NOT_YET_VALID]
        return [Finding.EXPIRED] if ends_at and ends_at <= at else []
    except (TypeError, ValueError):
        return [Finding.NOT_A_CREDENTIAL]


def _statuses(
    document: Document, issuer_document: Mapping[str, Any], status_lists: Mapping[str, Secured], at: datetime
) -> list[Finding]:
    entries = document.get("credentialStatus", [])
    found = [
        _status(entry, issuer_document, status_lists, at)
        for entry in (entries if isinstance(entries, list) else [entries])
    ]
    return [finding for finding in found if finding is not None]


def _status(
    entry: object, issuer_document: Mapping[str, Any], status_lists: Mapping[str, Secured], at: datetime
) -> Finding | None:
    if not isinstance(entry, dict) or entry.get("type") != "BitstringStatusListEntry":
        return Finding.STATUS_UNKNOWN
    purpose, address = entry.get("statusPurpose"), str(entry.get("statusListCredential"))
    secured = status_lists.get(address)
    if secured is None or find_signature_fault(secured, issuer_document) is not None:
        return Finding.STATUS_UNKNOWN
    listed = _read(secured).document
    subject = listed.get("credentialSubject")
    if listed.get("id") != address or not isinstance(subject, dict) or subject.get("statusPurpose") != purpose:
        return Finding.STATUS_UNKNOWN
    if _dates(listed, at):
        return Finding.STATUS_UNKNOWN
    try:
        is_set = has_bit(str(subject.get("encodedList")), int(str(entry.get("statusListIndex"))))
    except ValueError:
        return Finding.STATUS_UNKNOWN
    if not is_set:
        return None
    return Finding.REVOKED if purpose == "revocation" else Finding.SUSPENDED
