"""SQL of idempotency records and heartbeats."""

from datetime import datetime

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.database import changed_rows
from models.operations import Heartbeat, IdempotencyRecord

_INSERT = text(
    """
    insert into idempotency_record (scope, key, request_hash, headers)
    values (:scope, :key, :request_hash, '{}')
    on conflict do nothing
    """
)
_BEAT = text(
    """
    insert into heartbeat (process, at, detail) values (:process, :now, '{}')
    on conflict (process) do update set at = greatest(heartbeat.at, excluded.at)
    """
)


def insert_key(session: Session, *, scope: str, key: str, request_hash: bytes) -> bool:
    """Whether the key is new. An uncommitted rival makes this wait until it commits or rolls back."""
    return changed_rows(session.execute(_INSERT, {"scope": scope, "key": key, "request_hash": request_hash})) > 0


def get_key(session: Session, *, scope: str, key: str) -> IdempotencyRecord:
    return session.execute(
        select(IdempotencyRecord).where(col(IdempotencyRecord.scope) == scope, col(IdempotencyRecord.key) == key)
    ).scalar_one()


def mark_answered(session: Session, *, scope: str, key: str, status: int, body: str) -> None:
    session.execute(
        update(IdempotencyRecord)
        .where(col(IdempotencyRecord.scope) == scope, col(IdempotencyRecord.key) == key)
        .values(status=status, body=body)
    )


def delete_older_than(session: Session, moment: datetime) -> None:
    """Forget what no retry can ask for any more."""
    session.execute(delete(IdempotencyRecord).where(col(IdempotencyRecord.created_at) < moment))


def list_heartbeats(session: Session) -> dict[str, datetime]:
    rows = session.execute(select(col(Heartbeat.process), col(Heartbeat.at)))
    return {row.process: row.at for row in rows}


def mark_alive(session: Session, *, process: str, now: datetime) -> None:
    session.execute(_BEAT, {"process": process, "now": now})
