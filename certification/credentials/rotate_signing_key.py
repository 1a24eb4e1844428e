"""Let an issuer sign with a new key. What the old one signed stays verifiable, unless others may have had it."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.credentials import queries
from certification.credentials.errors import NoSuchIssuer
from certification.credentials.make_signing_key import new_signing_key
from models.credentials import SigningKey


def rotate_signing_key(
    session: Session, issuer_id: str, *, secret: str, now: datetime, is_compromised: bool = False
) -> SigningKey:
    """Retire the current key, destroy its private half, and make another. Raises NoSuchIssuer.

    `is_compromised`: nothing that the retired key signed counts any more.
    """
    if queries.find_issuer(session, issuer_id) is None:
        raise NoSuchIssuer()
    queries.lock_issuer(session, issuer_id)
    for key in queries.lock_keys(session, issuer_id):
        if key.retired_at is None:
            key.sealed_private_key, key.retired_at = None, now
            key.compromised_at = now if is_compromised else None
    queries.write(session)
    made = new_signing_key(issuer_id, secret=secret, now=now)
    queries.insert_key(session, made)
    return made
