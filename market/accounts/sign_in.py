"""Start a session, by password or by a link."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kit.ids import hash_secret, is_secret, new_secret
from market.accounts import queries
from market.accounts.errors import SignInRefused
from market.accounts.passwords import verify_password
from models.accounts import Person, SignInSession
from models.enums import MemberRole, OrganisationKind, TokenPurpose

# The more an account may do, the sooner it has to sign in again.
_CONSUMER_DAYS, _PRODUCER_DAYS, _PRIVILEGED_DAYS = 90, 14, 1


@dataclass(frozen=True)
class StartedSession:
    """`token` is shown this once."""

    token: str
    session: SignInSession
    person: Person


def sign_in_with_password(session: Session, *, email: str, password: str, agent: str, now: datetime) -> StartedSession:
    """Raises SignInRefused, after the same work, whether the address, the password or the account is at fault."""
    person = queries.find_person_by_email(session, email.strip().lower())
    if not verify_password(password, person.password_hash if person else None):
        raise SignInRefused()
    assert person is not None
    return _start(session, person, agent, now)


def sign_in_with_link(session: Session, *, token: str, agent: str, now: datetime) -> StartedSession:
    """Use a link's token. Raises SignInRefused for one that is unknown, used up or too old."""
    if not is_secret("lnk", token):
        raise SignInRefused()
    person_id = queries.use_token(
        session,
        token_hash=hash_secret(token),
        purpose=TokenPurpose.SIGN_IN_LINK,
        now=now,
    )
    if person_id is None:
        raise SignInRefused()
    return _start(session, queries.get_person(session, person_id), agent, now)


def start_session(
    session: Session, *, person_id: str, agent: str, now: datetime, passkey_id: str | None = None
) -> StartedSession:
    """A session for a person whose identity the caller has established by other means; it ends with the passkey that
    opened it. Raises SignInRefused for an account that is closed."""
    return _start(session, queries.get_person(session, person_id), agent, now, passkey_id)


def _start(
    session: Session, person: Person, agent: str, now: datetime, passkey_id: str | None = None
) -> StartedSession:
    if person.disabled_at is not None:
        raise SignInRefused()
    memberships = queries.list_memberships(session, person_id=person.id)
    if person.is_operator or any(membership.role is MemberRole.VERIFIER for membership in memberships):
        days = _PRIVILEGED_DAYS
    elif any(membership.kind is OrganisationKind.PRODUCER for membership in memberships):
        days = _PRODUCER_DAYS
    else:
        days = _CONSUMER_DAYS
    token = new_secret("ses")
    row = SignInSession(
        token_hash=hash_secret(token),
        person_id=person.id,
        agent=agent[:200],
        passkey_id=passkey_id,
        authenticated_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(days=days),
    )
    queries.insert(session, row)
    return StartedSession(token, row, person)
