"""Claim an idempotency key, and remember the answer given under it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.requests import queries


@dataclass(frozen=True)
class Remembered:
    """An earlier request under the same key; `status` is None while its effect is unfinished."""

    request_hash: bytes
    status: int | None
    body: str | None


def claim_key(session: Session, *, scope: str, key: str, request_hash: bytes) -> Remembered | None:
    """Take the key for this transaction, or answer what an earlier request left. Waits for one that is in flight."""
    if queries.insert_key(session, scope=scope, key=key, request_hash=request_hash):
        return None
    row = queries.get_key(session, scope=scope, key=key)
    return Remembered(row.request_hash, row.status, row.body)


def remember_answer(session: Session, *, scope: str, key: str, status: int, body: str) -> None:
    """Store the answer in the transaction of its effect."""
    queries.mark_answered(session, scope=scope, key=key, status=status, body=body)


def forget_answers(session: Session, *, before: datetime) -> None:
    """Drop the records of requests that no retry can follow any more."""
    queries.delete_older_than(session, before)
