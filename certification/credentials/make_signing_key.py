"""Give an issuer a key when it first needs one."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from certification.credentials import queries
from certification.credentials.sealing import seal
from models.credentials import SigningKey


def make_signing_key(session: Session, issuer_id: str, *, secret: str, now: datetime) -> None:
    """Make a key unless the issuer has one; of two at once the first counts."""
    if queries.find_current_key(session, issuer_id) is None:
        queries.insert_key(session, new_signing_key(issuer_id, secret=secret, now=now))


def new_signing_key(issuer_id: str, *, secret: str, now: datetime) -> SigningKey:
    """A fresh Ed25519 key, its private half sealed."""
    private_key = Ed25519PrivateKey.generate()
    key = SigningKey(issuer_id=issuer_id, public_key=private_key.public_key().public_bytes_raw(), created_at=now)
    key.sealed_private_key = seal(private_key, key_id=key.id, secret=secret)
    return key
