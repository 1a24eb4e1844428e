"""Try the digits of a code."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.ids import hash_secret, is_secret
from market.accounts.codes import queries
from market.accounts.codes.rules import is_code, is_open
from models.accounts import SignInCode


def use_code(session: Session, *, token: str, digits: str, secret_key: str, now: datetime) -> str | None:
    """The person whose address it was mailed to, or None. Used up by the first right try and by five wrong ones.

    Whoever calls must commit also when it is None: a wrong try counts.
    """
    code = queries.lock_code_of_token(session, hash_secret(token)) if is_secret("cod", token) else None
    if code is None or not _may_be_tried(code, now):
        return None
    if not is_code(digits, code.code_hash, code_id=code.id, secret_key=secret_key):
        code.tries_left -= 1
        queries.save(session, code)
        return None
    code.used_at, code.tries_left = now, 0
    queries.save(session, code)
    assert code.person_id is not None, "a code has a person"
    queries.end_others(session, person_id=code.person_id, except_id=code.id, now=now)
    queries.prove_address(session, code.person_id, now=now)
    return code.person_id


def _may_be_tried(code: SignInCode, now: datetime) -> bool:
    return is_open(tries_left=code.tries_left, expires_at=code.expires_at, used_at=code.used_at, now=now)
