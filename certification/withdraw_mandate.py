"""Take a mandate back."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries
from certification.audit.record_audit import record_audit
from certification.errors import NoSuchMandate


def withdraw_mandate(session: Session, *, mandate_id: str, now: datetime, withdrawn_by: str | None = None) -> list[str]:
    """End a mandate and all that were delegated from it, now; the ids of those that were open.

    Every claim that nobody else vouches for is gone with the next read. Raises NoSuchMandate.
    """
    withdrawn = queries.mark_mandate_withdrawn(session, mandate_id=mandate_id, now=now)
    if not withdrawn:
        raise NoSuchMandate()
    record_audit(
        session,
        action="mandate.withdraw",
        actor_id=withdrawn_by,
        object_id=mandate_id,
        detail={"ended": " ".join(sorted(withdrawn))},
        now=now,
    )
    return withdrawn
