"""Take mandates back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries
from certification.audit.record_audit import record_audit
from certification.errors import NoSuchMandate
from certification.networks.queries import lock_graph


def withdraw_mandate(session: Session, *, mandate_id: str, now: datetime, withdrawn_by: str | None = None) -> list[str]:
    """End a mandate and all that were delegated from it, now; the ids of those that were open.

    Every claim that nobody else vouches for is gone with the next read. Raises NoSuchMandate.
    """
    withdrawn = withdraw_mandates(session, [mandate_id], withdrawn_by=withdrawn_by, now=now)
    if not withdrawn:
        raise NoSuchMandate()
    return withdrawn


def withdraw_mandates(
    session: Session, mandate_ids: Sequence[str], *, withdrawn_by: str | None, now: datetime
) -> list[str]:
    """The same for several; those that were not open are passed over."""
    # What is being handed on at this moment is seen when it is there: before, it would outlive what it hangs from.
    lock_graph(session)
    ended = {
        mandate_id: queries.mark_mandate_withdrawn(session, mandate_id=mandate_id, now=now)
        for mandate_id in mandate_ids
    }
    # All rows first: whoever writes into the log waits for no row any more.
    for mandate_id, withdrawn in ended.items():
        if withdrawn:
            record_audit(
                session,
                action="mandate.withdraw",
                actor_id=withdrawn_by,
                object_id=mandate_id,
                detail={"ended": " ".join(sorted(withdrawn))},
                now=now,
            )
    return [each for withdrawn in ended.values() for each in withdrawn]
