"""Somebody wants to sign in by a code."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import request_task
from kit.ids import hash_secret, new_secret
from market.accounts.codes import queries
from market.accounts.codes.rules import LASTS, MOST_TRIES
from models.accounts import SignInCode
from models.enums import TaskName


@dataclass(frozen=True)
class AskedCode:
    """`token` is shown this once. The code counts only together with it: in the browser that asked."""

    token: str
    expires_at: datetime


def ask_code(session: Session, *, email: str, now: datetime) -> AskedCode:
    """The same work and the same answer, whoever has the address: a worker finds out whether anybody does."""
    token = new_secret("cod")
    row = SignInCode(
        token_hash=hash_secret(token), email=email.strip().lower(), tries_left=MOST_TRIES, expires_at=now + LASTS
    )
    queries.save(session, row)
    request_task(session, TaskName.MAKE_SIGN_IN_CODE, key=row.id, now=now, code_id=row.id)
    return AskedCode(token, row.expires_at)
