"""Rows of the audit log."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.orm import Session
from sqlmodel import col

from certification.audit.chain import BEGINNING, AuditFacts, ChainedAudit
from models.accounts import Person
from models.enums import ActorKind
from models.operations import AuditEvent, RefusalCount

_BATCH = 1000
# One writer at a time, until its transaction ends: the next link needs the last one to be there for good.
_LOCK = text("select pg_advisory_xact_lock(hashtextextended('audit_event', 0))")
_LOCK_REFUSALS = text("select pg_advisory_xact_lock(hashtextextended('refusal_count ' || :person_id, 0))")


def lock_refusals(session: Session, person_id: str) -> None:
    """Nobody else counts a refusal of this person before this transaction ends.

    Taken before the log: whoever writes several rows, refusals among them, takes it first of all.
    """
    session.execute(_LOCK_REFUSALS, {"person_id": person_id})


def lock_newest_hash(session: Session) -> bytes:
    """The hash that the next row follows; nobody else adds a row before this transaction ends."""
    session.execute(_LOCK)
    newest = select(col(AuditEvent.hash)).order_by(col(AuditEvent.sequence).desc()).limit(1)
    return session.execute(newest).scalar_one_or_none() or BEGINNING


def insert(session: Session, row: AuditEvent) -> None:
    session.add(row)
    session.flush()


def count_refusal(session: Session, *, person_id: str, action: str, hour_at: datetime) -> int:
    """Count one more refusal; how many there were in that hour, this one included."""
    lock_refusals(session, person_id)
    statement = (
        postgres_insert(RefusalCount)
        .values(person_id=person_id, action=action, hour_at=hour_at, times=1)
        .on_conflict_do_update(
            index_elements=["person_id", "action", "hour_at"], set_={"times": col(RefusalCount.times) + 1}
        )
        .returning(col(RefusalCount.times))
    )
    return session.execute(statement).scalar_one()


def walk(session: Session, *, after: int = 0) -> Iterator[ChainedAudit]:
    """The log behind a place, by default the whole, oldest first, read in batches."""
    while True:
        statement = (
            select(AuditEvent)
            .where(col(AuditEvent.sequence) > after)
            .order_by(col(AuditEvent.sequence))
            .limit(_BATCH)
            .execution_options(populate_existing=True)
        )
        batch = [_chained(row) for row in session.execute(statement).scalars()]
        yield from batch
        if len(batch) < _BATCH:
            return
        after = batch[-1].sequence
        session.expunge_all()


def list_newest(
    session: Session, *, object_id: str | None = None, actor_id: str | None = None, limit: int
) -> list[ChainedAudit]:
    """Newest first; of one object, of one person, or of everybody."""
    statement = select(AuditEvent).order_by(col(AuditEvent.sequence).desc()).limit(limit)
    if object_id is not None:
        statement = statement.where(col(AuditEvent.object_id) == object_id)
    if actor_id is not None:
        statement = statement.where(col(AuditEvent.actor_id) == actor_id)
    return [_chained(row) for row in session.execute(statement).scalars()]


@dataclass(frozen=True)
class AuditSearch:
    """What to look for; None and "" for anything. `action` may end in `*`, as in `certificate.*`; the moments are a
    half-open interval."""

    actor_id: str | None = None
    object_id: str | None = None
    action: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def search(session: Session, wanted: AuditSearch, *, before: int | None, limit: int) -> list[ChainedAudit]:
    """Newest first, from below a place in the log."""
    statement = select(AuditEvent).order_by(col(AuditEvent.sequence).desc()).limit(limit)
    if before is not None:
        statement = statement.where(col(AuditEvent.sequence) < before)
    if wanted.actor_id is not None:
        statement = statement.where(col(AuditEvent.actor_id) == wanted.actor_id)
    if wanted.object_id is not None:
        statement = statement.where(col(AuditEvent.object_id) == wanted.object_id)
    if wanted.action.endswith("*"):
        statement = statement.where(col(AuditEvent.action).startswith(wanted.action[:-1], autoescape=True))
    elif wanted.action:
        statement = statement.where(col(AuditEvent.action) == wanted.action)
    if wanted.starts_at is not None:
        statement = statement.where(col(AuditEvent.occurred_at) >= wanted.starts_at)
    if wanted.ends_at is not None:
        statement = statement.where(col(AuditEvent.occurred_at) < wanted.ends_at)
    return [_chained(row) for row in session.execute(statement).scalars()]


def list_names(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """Who these people are, by id."""
    rows = session.execute(select(col(Person.id), col(Person.full_name)).where(col(Person.id).in_(person_ids)))
    return {row.id: row.full_name for row in rows}


def is_person(session: Session, person_id: str) -> bool:
    return session.execute(select(col(Person.id)).where(col(Person.id) == person_id)).first() is not None


def has_hash(session: Session, hexadecimal: str) -> bool:
    """Whether a row was written with this hash."""
    try:
        wanted = bytes.fromhex(hexadecimal)
    except ValueError:
        return False
    return session.execute(select(col(AuditEvent.id)).where(col(AuditEvent.hash) == wanted)).first() is not None


def _chained(row: AuditEvent) -> ChainedAudit:
    assert row.sequence is not None
    facts = AuditFacts(
        row.id,
        ActorKind(row.actor_kind),
        row.actor_id,
        row.action,
        row.object_id,
        {name: str(word) for name, word in row.detail.items()},
        row.request_id,
        row.occurred_at,
    )
    return ChainedAudit(row.sequence, facts, row.previous_hash, row.hash)
