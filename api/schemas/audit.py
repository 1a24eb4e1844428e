"""The audit log, as it is read."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from api.schemas.base import Out
from certification.audit.chain import AuditVerdict, ChainedAudit
from models.enums import ActorKind


class AuditEventOut(Out):
    """Who did what, or tried to: then `detail` has `refused`. `hash` follows from the row and the hash before it."""

    id: str
    sequence: int
    occurred_at: datetime
    actor_kind: ActorKind
    actor_id: str | None
    actor_name: str | None
    action: str
    object_id: str | None
    detail: dict[str, str]
    request_id: str | None
    hash: str

    @classmethod
    def of(cls, row: ChainedAudit, names: Mapping[str, str]) -> "AuditEventOut":
        facts = row.facts
        return cls(
            id=facts.id,
            sequence=row.sequence,
            occurred_at=facts.occurred_at,
            actor_kind=facts.actor_kind,
            actor_id=facts.actor_id,
            actor_name=None if facts.actor_id is None else names.get(facts.actor_id),
            action=facts.action,
            object_id=facts.object_id,
            detail=facts.detail,
            request_id=facts.request_id,
            hash=row.hash.hex(),
        )


class AuditVerdictOut(Out):
    """Hashes of the log, computed again, stretch by stretch. Keep the last `head` elsewhere: only that shows whether
    the end was cut off."""

    is_whole: bool = Field(description="All of the log was read, and nobody changed it")
    rows: int = Field(description="How many are what was written, from the first on")
    head: str = Field(description="The newest hash that is right")
    altered_id: str | None
    altered_sequence: int | None
    because: str | None
    has_more: bool = Field(description="Nothing is known yet of the rest: ask on with `next_cursor`")
    next_cursor: str | None = None

    @classmethod
    def of(cls, verdict: AuditVerdict, *, next_cursor: str | None) -> "AuditVerdictOut":
        altered = verdict.altered
        return cls(
            is_whole=altered is None and verdict.is_end,
            rows=verdict.rows,
            head=verdict.head.hex(),
            altered_id=altered.id if altered else None,
            altered_sequence=altered.sequence if altered else None,
            because=altered.because if altered else None,
            has_more=not verdict.is_end,
            next_cursor=next_cursor,
        )
