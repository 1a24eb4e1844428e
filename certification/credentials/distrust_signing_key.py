"""Take back what a key signed: others may have had it, whether it still signs or was retired long ago."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.credentials import queries
from certification.credentials.errors import NoSuchIssuer, NoSuchSigningKey
from certification.credentials.jose import thumbprint
from certification.credentials.rotate_signing_key import rotate_signing_key
from models.credentials import SigningKey


def distrust_signing_key(session: Session, issuer_id: str, *, named: str, secret: str, now: datetime) -> SigningKey:
    """Mark a key as compromised; an issuer that still signs with it gets another. Once marked it stays so.

    `named` is the key's id, or its address in a proof or a token. Raises NoSuchIssuer, NoSuchSigningKey.
    """
    if queries.find_issuer(session, issuer_id) is None:
        raise NoSuchIssuer()
    queries.lock_issuer(session, issuer_id)
    name = named.rpartition("#")[2]
    key = next((each for each in queries.lock_keys(session, issuer_id) if name in _names(each)), None)
    if key is None:
        raise NoSuchSigningKey()
    if key.retired_at is None:
        rotate_signing_key(session, issuer_id, secret=secret, now=now, is_compromised=True)
    elif key.compromised_at is None:
        key.compromised_at = now
        queries.write(session)
    record_audit(
        session,
        action="signing_key.distrust",
        actor_id=None,
        object_id=key.id,
        detail={"issuer": issuer_id},
        now=now,
    )
    return key


def _names(key: SigningKey) -> tuple[str, str]:
    return key.id, thumbprint(key.public_key)
