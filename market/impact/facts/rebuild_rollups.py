"""Throw the kept sums and trees away and make them again from the facts: an operator's own decision."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.impact.facts import follow_queries as queries
from market.impact.facts.grow_days import grow_days

_ENTRIES_AT_ONCE = 20_000


def rebuild_rollups(session: Session, *, reason: str, by: str | None, now: datetime) -> int:
    """Make the kept sums and trees anew from the facts as they are; up to which entry. Facts are never written anew.

    Nobody follows the books meanwhile. The audit log says who (`by`: a person's id, or nobody's at the shell) and why.
    """
    end = queries.lock_watermark(session)
    queries.forget_sums(session)
    for after in range(0, end, _ENTRIES_AT_ONCE):
        upto = min(after + _ENTRIES_AT_ONCE, end)
        queries.add_up_facts(session, after=after, upto=upto)
        grow_days(session, after=after, upto=upto)
    record_audit(
        session,
        action="impact.rebuild_rollups",
        actor_id=by,
        object_id=None,
        detail={"reason": reason, "entry": str(end)},
        now=now,
    )
    return end
