"""Open an account."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.accounts import queries
from market.accounts.errors import WeakPassword
from market.accounts.passwords import hash_password, is_common
from models.accounts import Person


def sign_up(
    session: Session,
    *,
    email: str,
    full_name: str,
    password: str,
    locale: str,
    now: datetime,
) -> None:
    """Open an account if the address has none. Answers nothing, so that it tells nobody which addresses are known.

    Raises WeakPassword. Guest orders under the same address stay out of the new account: an address that was typed is
    not an address that was proven.
    """
    if is_common(password):
        raise WeakPassword()
    password_hash = hash_password(password)
    folded = email.strip().lower()
    if queries.find_person_by_email(session, folded) is None:
        queries.insert(
            session,
            Person(
                email=folded,
                full_name=full_name,
                locale=locale,
                password_hash=password_hash,
            ),
        )
