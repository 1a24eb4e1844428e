"""Choose the digits of a code that was asked for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kit.ids import new_digits
from market.accounts.codes import queries
from market.accounts.codes.rules import hash_of_code, is_open
from market.accounts.queries import find_person_by_email
from models.accounts import Person, SignInCode


@dataclass(frozen=True)
class MadeCode:
    """`digits` are to be mailed to the person, and kept nowhere."""

    code: SignInCode
    person: Person
    digits: str


def make_code(session: Session, *, code_id: str, secret_key: str, now: datetime) -> MadeCode | None:
    """None when nobody has the address, or the account is closed; and when the code was made before, or is over."""
    code = queries.lock_code(session, code_id)
    if code is None or code.code_hash is not None:
        return None
    if not is_open(tries_left=code.tries_left, expires_at=code.expires_at, used_at=code.used_at, now=now):
        return None
    person = find_person_by_email(session, code.email)
    if person is None or person.disabled_at is not None:
        return None
    digits = new_digits(6)
    code.person_id = person.id
    code.code_hash = hash_of_code(digits, code_id=code.id, secret_key=secret_key)
    queries.save(session, code)
    return MadeCode(code, person, digits)
