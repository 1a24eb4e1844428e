"""Refused attempts at the shell, for the audit log."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from certification.audit.record_audit import record_refusal
from kit.errors import DomainError
from workers.tools import Tools


@contextmanager
def refusals_kept(tools: Tools, action: str, actor_id: str, object_id: str, now: datetime) -> Iterator[None]:
    """What is refused inside is written into the audit log, in a transaction of its own, and raised again."""
    try:
        yield
    except DomainError as refusal:
        with tools.database.transaction() as session:
            record_refusal(
                session,
                action=action,
                actor_id=actor_id,
                object_id=object_id,
                detail={"through": "shell"},
                refusal=refusal,
                now=now,
            )
        raise
