"""A labour investment fund says what became of jobs in a year."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.fund.rounds.stewards import fund_of
from market.fund.units import queries
from market.fund.units.errors import HasNoUnits, YearNotOver
from models.enums import FundKind
from models.fund_units import FundYear


def report_year(
    session: Session,
    *,
    fund_id: str,
    year: int,
    jobs_kept: int,
    jobs_created: int,
    evidence_url: str,
    person_id: str,
    now: datetime,
) -> FundYear:
    """As a steward of whoever owns the fund. Shown as reported, never added to what was measured.

    Raises NoFundOfYours, HasNoUnits for a fund of another kind, YearNotOver.
    """
    fund = fund_of(session, fund_id, person_id=person_id)
    if fund.kind != FundKind.LABOUR_INVESTMENT:
        raise HasNoUnits()
    if year >= now.astimezone(UTC).year:
        raise YearNotOver(date(year, 12, 31))
    row = FundYear(
        fund_id=fund.id,
        year=year,
        jobs_kept=jobs_kept,
        jobs_created=jobs_created,
        evidence_url=evidence_url,
        reported_by=person_id,
        reported_at=now,
    )
    queries.insert(session, row)
    detail = {"year": str(year), "jobs_kept": str(jobs_kept), "jobs_created": str(jobs_created)}
    record_audit(session, action="fund.report_year", actor_id=person_id, object_id=fund.id, detail=detail, now=now)
    return row
