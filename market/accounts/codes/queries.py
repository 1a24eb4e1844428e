"""Rows of codes."""

from datetime import datetime

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.database import changed_rows
from market.accounts.passkeys.queries import delete_all
from market.accounts.queries import end_keys, end_other_sessions
from models.accounts import SignInCode

_END_OTHERS = text(
    """
    update sign_in_code set tries_left = 0
    where person_id = :person_id and id <> :except_id and tries_left > 0 and expires_at > :now
    """
)
_PROVE = text(
    "update person set email_confirmed_at = :now, password_hash = null where id = :id and email_confirmed_at is null"
)


def save(session: Session, row: SignInCode) -> None:
    session.add(row)
    session.flush()


def lock_code(session: Session, code_id: str) -> SignInCode | None:
    statement = select(SignInCode).where(col(SignInCode.id) == code_id).with_for_update()
    return session.execute(statement).scalar_one_or_none()


def lock_code_of_token(session: Session, token_hash: bytes) -> SignInCode | None:
    statement = select(SignInCode).where(col(SignInCode.token_hash) == token_hash).with_for_update()
    return session.execute(statement).scalar_one_or_none()


def end_others(session: Session, *, person_id: str, except_id: str, now: datetime) -> None:
    """The person's other codes open nothing any more."""
    session.execute(_END_OTHERS, {"person_id": person_id, "except_id": except_id, "now": now})


def prove_address(session: Session, person_id: str, *, now: datetime) -> bool:
    """Whoever has the address is there for the first time; whether that was news. What was set up before, by whoever
    typed the address, is taken away: the password, the open sessions, the keys, the passkeys."""
    if not changed_rows(session.execute(_PROVE, {"id": person_id, "now": now})):
        return False
    delete_all(session, person_id)
    end_other_sessions(session, person_id=person_id, except_id=None, now=now)
    end_keys(session, person_id=person_id, now=now)
    return True


def delete_old(session: Session, *, before: datetime) -> int:
    return changed_rows(session.execute(delete(SignInCode).where(col(SignInCode.expires_at) < before)))
