"""Rows of mails."""

from datetime import datetime

from sqlalchemy import Select, delete, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.database import changed_rows
from market.mails.rules import WITH_A_SECRET
from models.enums import MailState
from models.mail import Mail

_DUE = text("select id from mail where state = 'waiting' and next_try_at <= :now order by next_try_at, id limit :limit")


def lock_mail(session: Session, mail_id: str) -> Mail | None:
    return session.execute(select(Mail).where(col(Mail.id) == mail_id).with_for_update()).scalar_one_or_none()


def find_mail(session: Session, mail_id: str) -> Mail | None:
    return session.execute(select(Mail).where(col(Mail.id) == mail_id)).scalar_one_or_none()


def list_due(session: Session, *, now: datetime, limit: int) -> list[str]:
    """Ids of those that wait and whose turn has come, the longest overdue first."""
    return list(session.execute(_DUE, {"now": now, "limit": limit}).scalars())


def find_own(session: Session, mail_id: str, *, person_id: str) -> Mail | None:
    """A mail to this person. One with a secret in it is for the mailbox that it was sent to alone: whoever holds a key
    to the account must not get a better one."""
    return session.execute(_of(person_id).where(col(Mail.id) == mail_id)).scalar_one_or_none()


def list_own(session: Session, *, person_id: str, before: str | None, limit: int) -> list[Mail]:
    """What this person was written, without secrets, newest first."""
    statement = _of(person_id).order_by(col(Mail.id).desc()).limit(limit)
    if before is not None:
        statement = statement.where(col(Mail.id) < before)
    return list(session.execute(statement).scalars())


def _of(person_id: str) -> Select[Mail]:
    return select(Mail).where(col(Mail.person_id) == person_id, col(Mail.kind).not_in(WITH_A_SECRET))


def list_mails(
    session: Session, *, state: MailState | None = None, before: str | None = None, limit: int | None = None
) -> list[Mail]:
    """Newest first; `before` is the id of the last one already seen."""
    statement = select(Mail).order_by(col(Mail.id).desc()).limit(limit)
    if state is not None:
        statement = statement.where(col(Mail.state) == state)
    if before is not None:
        statement = statement.where(col(Mail.id) < before)
    return list(session.execute(statement).scalars())


def delete_old(session: Session, *, before: datetime) -> int:
    """How many: those that were asked for before then and do not wait."""
    old = delete(Mail).where(col(Mail.created_at) < before, col(Mail.state) != MailState.WAITING)
    return changed_rows(session.execute(old))


def save(session: Session, mail: Mail) -> None:
    session.add(mail)
    session.flush()
