"""Write into the audit log."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from certification.audit import queries
from certification.audit.chain import AuditFacts, audit_hash
from certification.audit.rules import is_written
from kit.errors import DomainError
from kit.ids import new_id
from kit.log import request_id_in_hand
from models.enums import ActorKind
from models.operations import AuditEvent

_LONGEST_WORD = 500


def record_audit(
    session: Session,
    *,
    action: str,
    actor_id: str | None,
    object_id: str | None,
    detail: Mapping[str, str],
    now: datetime,
) -> None:
    """Add a row such as `certificate.verify`, beside what it tells of; no actor means the system itself.

    Call it last: nobody else writes into the log until the transaction ends.
    """
    previous = queries.lock_newest_hash(session)
    facts = AuditFacts(
        id=new_id("aud"),
        actor_kind=ActorKind.PERSON if actor_id else ActorKind.SYSTEM,
        actor_id=actor_id,
        action=action,
        object_id=object_id,
        detail=dict(detail),
        request_id=request_id_in_hand(),
        occurred_at=now,
    )
    row = AuditEvent(**vars(facts), previous_hash=previous, hash=audit_hash(facts, previous))
    queries.insert(session, row)


def record_refusal(
    session: Session,
    *,
    action: str,
    actor_id: str | None,
    object_id: str | None,
    detail: Mapping[str, str],
    refusal: DomainError,
    now: datetime,
) -> None:
    """Add a row for an attempt that was refused; for each of the first in an hour, then for fewer and fewer, so that
    nobody fills the log. Every one of a known person is counted.

    The refusal has rolled the attempt's own transaction back: this one is for the row alone. An actor that nobody knows
    is told in the detail.
    """
    told = {name: word[:_LONGEST_WORD] for name, word in detail.items()}
    if actor_id is not None and queries.is_person(session, actor_id):
        times = queries.count_refusal(session, person_id=actor_id, action=action, hour_at=_hour_of(now))
        if not is_written(times):
            return
        told["times_this_hour"] = str(times)
    elif actor_id is not None:
        told, actor_id = {**told, "unknown_actor": actor_id[:_LONGEST_WORD]}, None
    record_audit(
        session,
        action=action,
        actor_id=actor_id,
        object_id=object_id,
        detail={**told, "refused": refusal.code},
        now=now,
    )


def _hour_of(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
