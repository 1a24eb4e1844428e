"""Prove again, in a session that is open, who one is."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.ids import hash_secret, is_secret
from market.accounts import queries
from market.accounts.errors import SignInRefused
from market.accounts.passwords import verify_password
from models.enums import TokenPurpose


def confirm_session(
    session: Session,
    *,
    session_id: str,
    person_id: str,
    password: str | None,
    link_token: str | None,
    found_to_be: str | None = None,
    now: datetime,
) -> None:
    """By password, by a link that was sent to the same person, or by a code or a passkey that is `found_to_be`'s.
    Raises SignInRefused."""
    if found_to_be is not None:
        proved = found_to_be == person_id
    elif password is not None:
        proved = verify_password(password, queries.get_person(session, person_id).password_hash)
    else:
        proved = link_token is not None and _is_own_link(session, link_token, person_id, now)
    if not proved:
        raise SignInRefused()
    queries.mark_authenticated(session, session_id, now)


def _is_own_link(session: Session, token: str, person_id: str, now: datetime) -> bool:
    """Uses the link up. A refusal rolls that back: somebody else's link stays theirs."""
    if not is_secret("lnk", token):
        return False
    owner_id = queries.use_token(session, token_hash=hash_secret(token), purpose=TokenPurpose.SIGN_IN_LINK, now=now)
    return owner_id == person_id
