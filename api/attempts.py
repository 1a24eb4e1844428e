"""What was tried and refused, for the audit log. The refusal rolled its transaction back; this row has its own."""

from dataclasses import dataclass, field

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.policy import AUDITED, Policy
from api.tools import Tools, tools_of
from certification.audit.record_audit import record_refusal
from kit.clock import utc_now
from kit.errors import DomainError
from kit.log import get_log

_log = get_log("api")
_LONGEST_ID = 64


@dataclass
class Attempt:
    """Who tries which audited act, on what, and in which words."""

    action: str
    person_id: str
    object_id: str | None
    detail: dict[str, str] = field(default_factory=dict)


def begin_attempt(request: Request, policy: Policy, person_id: str | None) -> None:
    """Remember the attempt if it is one whose refusal is kept. Nobody in particular leaves no trace: who is not signed
    in could fill the log."""
    if policy in AUDITED and person_id is not None:
        named = next(iter(request.path_params.values()), None)
        object_id = named if isinstance(named, str) and len(named) <= _LONGEST_ID else None
        request.state.attempt = Attempt(f"{policy[0]}.{policy[1]}", person_id, object_id)


def describe_attempt(request: Request, **detail: str) -> None:
    """Say more of the attempt, once the body is read."""
    attempt = getattr(request.state, "attempt", None)
    if isinstance(attempt, Attempt):
        attempt.detail.update(detail)


async def keep_refusal(request: Request, refusal: DomainError) -> None:
    """Write the refused attempt down. A log that cannot be written must not hide the refusal itself."""
    attempt = getattr(request.state, "attempt", None)
    if not isinstance(attempt, Attempt):
        return
    try:
        await run_in_threadpool(_write, tools_of(request), attempt, refusal)
    except Exception as error:
        _log.error("refusal_not_audited", action=attempt.action, code=refusal.code, exc_info=error)


def _write(tools: Tools, attempt: Attempt, refusal: DomainError) -> None:
    with tools.database.transaction() as session:
        record_refusal(
            session,
            action=attempt.action,
            actor_id=attempt.person_id,
            object_id=attempt.object_id,
            detail=attempt.detail,
            refusal=refusal,
            now=utc_now(),
        )
