"""Rows of passkeys and of the challenges for them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.database import changed_rows
from kit.ids import new_id
from models.accounts import Passkey, PasskeyChallenge

_LOCK_OWNER = text("select disabled_at is null as is_open from person where id = :id for no key update")
_TAKE = text(
    """
    delete from passkey_challenge
    where token_hash = :hash and person_id is not distinct from :person_id and expires_at > :now
    returning id
    """
)
_INSERT = text(
    """
    insert into passkey (id, person_id, credential_id, public_key, sign_count, name)
    values (:id, :person_id, :credential_id, :public_key, :sign_count, :name)
    on conflict (credential_id) do nothing returning id
    """
)
_LOCK = text("select id from passkey where id = :id and person_id = :person_id for update")
_END_SESSIONS = text(
    """
    update sign_in_session
    set passkey_id = null, revoked_at = case when id = :except_id then revoked_at else coalesce(revoked_at, :now) end
    where passkey_id in (select id from passkey where id = :id and person_id = :person_id)
    """
)
_DELETE = text("delete from passkey where id = :id and person_id = :person_id")
_DELETE_ALL = (
    text("select id from passkey where person_id = :id order by id for update"),
    text("update sign_in_session set passkey_id = null where person_id = :id and passkey_id is not null"),
    text("delete from passkey where person_id = :id"),
    text("delete from passkey_challenge where person_id = :id"),
)


@dataclass(frozen=True)
class NewPasskey:
    """What is written of one."""

    person_id: str
    credential_id: bytes
    public_key: bytes
    sign_count: int
    name: str


def lock_owner(session: Session, person_id: str) -> bool:
    """Whether the account is open still. Its passkeys are counted and added one after the other."""
    return bool(session.execute(_LOCK_OWNER, {"id": person_id}).scalar_one())


def list_passkeys(session: Session, person_id: str) -> list[Passkey]:
    """Oldest first."""
    statement = select(Passkey).where(col(Passkey.person_id) == person_id).order_by(col(Passkey.id))
    return list(session.execute(statement).scalars())


def get_passkey(session: Session, passkey_id: str) -> Passkey:
    return session.execute(select(Passkey).where(col(Passkey.id) == passkey_id)).scalar_one()


def lock_passkey(session: Session, credential_id: bytes) -> Passkey | None:
    statement = select(Passkey).where(col(Passkey.credential_id) == credential_id).with_for_update()
    return session.execute(statement).scalar_one_or_none()


def save(session: Session, row: Passkey | PasskeyChallenge) -> None:
    session.add(row)
    session.flush()


def insert_passkey(session: Session, new: NewPasskey) -> str | None:
    """Its id, or None where somebody has that passkey already."""
    found = session.execute(_INSERT, {"id": new_id("psk"), **vars(new)}).one_or_none()
    return found.id if found else None


def take_challenge(session: Session, *, token_hash: bytes, person_id: str | None, now: datetime) -> bool:
    """Use a challenge up; False for one that is unknown, used up, over or somebody else's."""
    asked = {"hash": token_hash, "person_id": person_id, "now": now}
    return session.execute(_TAKE, asked).one_or_none() is not None


def delete_passkey(
    session: Session, *, passkey_id: str, person_id: str, keep_session_id: str | None, now: datetime
) -> bool:
    """End the sessions that it opened, but one, and forget it; False where the person has no such passkey.

    Waits for whoever signs in with it: that session ends too.
    """
    asked = {"id": passkey_id, "person_id": person_id}
    if session.execute(_LOCK, asked).one_or_none() is None:
        return False
    session.execute(_END_SESSIONS, {**asked, "except_id": keep_session_id or "", "now": now})
    session.execute(_DELETE, asked)
    return True


def delete_all(session: Session, person_id: str) -> None:
    """The person's passkeys, and challenges for new ones. Waits for whoever signs in with one, so that sessions that
    are ended after this are all there are."""
    for statement in _DELETE_ALL:
        session.execute(statement, {"id": person_id})


def delete_old_challenges(session: Session, *, before: datetime) -> int:
    return changed_rows(session.execute(delete(PasskeyChallenge).where(col(PasskeyChallenge.expires_at) < before)))
