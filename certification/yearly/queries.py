"""Counts of a federation's year."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.enums import VerificationDecision

# How long it waited: from the hand-in, or from the answer to a question, to the decision.
_YEAR = text(
    """
    select s.code as scheme, s.name as scheme_name, v.decision, count(*) as decisions,
           count(distinct v.certificate_id) as certificates,
           percentile_disc(0.5) within group (order by waited.days) as median_days, max(waited.days) as longest_days
    from verification v
    join certificate c on c.id = v.certificate_id
    join scheme s on s.id = c.scheme_id
    left join lateral (
        select floor(extract(epoch from v.checked_at - max(e.recorded_at)) / 86400)::int as days
        from certification_event e
        where e.certificate_id = c.id and e.to_state in ('submitted', 'in_review') and e.recorded_at <= v.checked_at
    ) waited on v.decision in ('verify', 'reject', 'ask')
    where v.federation_id = :federation_id and v.checked_at >= :since and v.checked_at < :until
    group by s.code, s.name, v.decision
    order by s.code, v.decision
    """
)


@dataclass(frozen=True)
class YearLine:
    """One scheme and decision; the days that certificates waited for it, empty for what nobody waited for."""

    scheme: str
    scheme_name: str
    decision: VerificationDecision
    decisions: int
    certificates: int
    median_days: int | None
    longest_days: int | None


def list_year(session: Session, *, federation_id: str, since: datetime, until: datetime) -> list[YearLine]:
    """By scheme and decision, `until` excluded."""
    rows = session.execute(_YEAR, {"federation_id": federation_id, "since": since, "until": until})
    return [YearLine(**{**row._mapping, "decision": VerificationDecision(row.decision)}) for row in rows]
