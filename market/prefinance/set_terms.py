"""A fund says by which terms it gives prefinance; without terms it gives none."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.fund.rounds.stewards import fund_of
from market.prefinance import queries
from models.prefinance import PrefinanceTerms


def set_terms(
    session: Session, *, fund_id: str, share_cap_bps: int, interest_cap_bps: int, person_id: str, now: datetime
) -> PrefinanceTerms:
    """What wishes are measured by from now on, in basis points: the most of an expected order, the most interest a
    year. What was asked for before keeps the terms of its day. Raises NoFundOfYours."""
    fund_of(session, fund_id, person_id=person_id)
    terms = PrefinanceTerms(
        fund_id=fund_id,
        share_cap_bps=share_cap_bps,
        interest_cap_bps=interest_cap_bps,
        set_by=person_id,
        set_at=now,
    )
    queries.write_terms(session, terms)
    record_audit(
        session,
        action="prefinance.terms",
        actor_id=person_id,
        object_id=fund_id,
        detail={"share_cap_bps": str(share_cap_bps), "interest_cap_bps": str(interest_cap_bps)},
        now=now,
    )
    return terms
