"""Give out an API key, and take it back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kit.ids import hash_secret, new_secret
from market.accounts import queries
from market.accounts.errors import (
    BadExpiry,
    NoSuchApiKey,
    UnknownScope,
)
from models.accounts import ApiKey

_LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class IssuedKey:
    """`secret` is shown this once."""

    secret: str
    key: ApiKey


def issue_api_key(
    session: Session,
    *,
    person_id: str,
    label: str,
    scopes: Collection[str],
    known_scopes: Collection[str],
    expires_at: datetime,
    now: datetime,
) -> IssuedKey:
    """A key for a machine: what its owner may do, within its scopes. Raises UnknownScope, BadExpiry."""
    for scope in scopes:
        if scope not in known_scopes:
            raise UnknownScope(scope)
    if not now < expires_at <= now + _LONGEST:
        raise BadExpiry()
    secret = new_secret("key")
    key = ApiKey(
        token_hash=hash_secret(secret),
        person_id=person_id,
        label=label,
        hint=secret[-10:-6],
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
    )
    queries.insert(session, key)
    return IssuedKey(secret, key)


def revoke_api_key(session: Session, *, key_id: str, person_id: str, now: datetime) -> None:
    """Ends the key from the next request on. Raises NoSuchApiKey, also for somebody else's."""
    if not queries.mark_key_revoked(session, key_id=key_id, person_id=person_id, now=now):
        raise NoSuchApiKey()
