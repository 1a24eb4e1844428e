"""Turn a bearer token into a person, read live: a role lost or a session ended counts from the next request on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kit.ids import hash_secret, is_secret
from market.accounts import queries
from market.accounts.queries import MembershipFact

_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Authenticated:
    """`key_scopes` is None for a session; an API key may do only what its scopes name.

    `authenticated_at` is when the person last proved who they are; None for a key, which proves nothing of the kind.
    """

    person_id: str
    session_id: str | None
    is_operator: bool
    memberships: tuple[MembershipFact, ...]
    key_scopes: frozenset[str] | None
    authenticated_at: datetime | None = None


def authenticate(session: Session, *, token: str, now: datetime) -> Authenticated | None:
    """The person behind the token, or None for one that is unknown, ended or expired."""
    if is_secret("ses", token):
        found = queries.find_session(session, token_hash=hash_secret(token), now=now)
        if found is None:
            return None
        if found.last_seen_at is None or now - found.last_seen_at > _SEEN_EVERY:
            queries.mark_session_seen(session, found.id, now)
        memberships = queries.list_memberships(session, person_id=found.person_id)
        return Authenticated(
            found.person_id, found.id, found.is_operator, memberships, None, authenticated_at=found.authenticated_at
        )
    if is_secret("key", token):
        key = queries.find_key(session, token_hash=hash_secret(token), now=now)
        if key is None:
            return None
        if key.last_seen_at is None or now - key.last_seen_at > _SEEN_EVERY:
            queries.mark_key_used(session, key.id, now)
        memberships = queries.list_memberships(session, person_id=key.person_id)
        return Authenticated(
            key.person_id,
            None,
            key.is_operator,
            memberships,
            frozenset(key.scopes or ()),
        )
    return None
