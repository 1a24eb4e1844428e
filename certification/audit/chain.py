"""The audit log as one chain of hashes, so that a row that was changed, left out or moved is found by name.

Each hash is SHA-256 of the hash before and the row as canonical JSON (RFC 8785). A chain cannot show that its end was
cut off: whoever wants to know keeps the newest hash somewhere else and compares.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import rfc8785

from models.enums import ActorKind

BEGINNING = bytes(32)


@dataclass(frozen=True)
class AuditFacts:
    """What one row says. `detail` holds words only: numbers would not come back from JSON as they went in."""

    id: str
    actor_kind: ActorKind
    actor_id: str | None
    action: str
    object_id: str | None
    detail: dict[str, str]
    request_id: str | None
    occurred_at: datetime


@dataclass(frozen=True)
class ChainedAudit:
    """A row of the log with its place and the hashes it was written with."""

    sequence: int
    facts: AuditFacts
    previous_hash: bytes
    hash: bytes


@dataclass(frozen=True)
class Altered:
    """The first row that is not what was written, or does not follow the row before it."""

    id: str
    sequence: int
    because: str


@dataclass(frozen=True)
class Proved:
    """How far the log is what was written: `rows` of them up to the place `sequence`, whose hash is `head`."""

    rows: int = 0
    sequence: int = 0
    head: bytes = BEGINNING


NOTHING = Proved()


@dataclass(frozen=True)
class AuditVerdict:
    """`rows` and `head` are of what is intact from the beginning on. `altered` is empty when all that was looked at is
    what was written, and `is_end` tells whether that was everything."""

    proved: Proved
    altered: Altered | None
    is_end: bool = True

    @property
    def rows(self) -> int:
        return self.proved.rows

    @property
    def head(self) -> bytes:
        return self.proved.head


def audit_hash(facts: AuditFacts, previous_hash: bytes) -> bytes:
    """32 bytes."""
    document = rfc8785.dumps(
        {
            "action": facts.action,
            "actor_id": facts.actor_id,
            "actor_kind": facts.actor_kind.value,
            "detail": dict(facts.detail),
            "id": facts.id,
            "object_id": facts.object_id,
            # UTC with all six digits that PostgreSQL keeps.
            "occurred_at": facts.occurred_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "request_id": facts.request_id,
        }
    )
    return hashlib.sha256(previous_hash + document).digest()


def follow(rows: Iterable[ChainedAudit], after: Proved = NOTHING) -> AuditVerdict:
    """Walk the log in order from behind what is proved, by default from its first row, to the end of `rows` or to the
    first that was altered."""
    sequence, head, count = after.sequence, after.head, after.rows
    for row in rows:
        because = ""
        if row.previous_hash != head:
            because = "it does not follow the row before it: one was removed, added or moved"
        elif row.hash != audit_hash(row.facts, head):
            because = "its words are not those that were written"
        if because:
            return AuditVerdict(Proved(count, sequence, head), Altered(row.facts.id, row.sequence, because))
        sequence, head, count = row.sequence, row.hash, count + 1
    return AuditVerdict(Proved(count, sequence, head), None)
