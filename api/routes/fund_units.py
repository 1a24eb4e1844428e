"""Units of labour investment funds: who holds them, how they are issued and given back; what a fund reports."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Now, expect_id
from api.idempotency import IdempotentDep
from api.policy import Action, Resource
from api.routes.fund_money import find_or_refuse
from api.routing import Routes
from api.schemas.base import STORABLE
from api.schemas.fund_units import NoticeIn, NoticeOut, UnitIssueOut, UnitsIn, UnitsOut, YearIn
from api.shapes.fund_units import issue_out, notice_out, units_out
from market.fund.money.queries import find_fund
from market.fund.units.give_notice import give_notice
from market.fund.units.issue_units import issue_units
from market.fund.units.read_units import read_units
from market.fund.units.redeem_units import redeem_units
from market.fund.units.report_year import report_year

routes = Routes(prefix="/v1", tags=["funds"])


HolderQuery = Annotated[
    str | None, Query(max_length=64, description="Only of this organisation, by id or slug"), STORABLE
]


@routes.get("/funds/{fund_id}/units", policy=(Resource.FUND, Action.READ))
def units(fund_id: IdPath, database: DatabaseDep, holder: HolderQuery = None) -> UnitsOut:
    """Who holds how many units of a fund and gave notice of which, what one is worth now, and the years that the fund
    reported on."""
    with database.reading() as session:
        return units_out(read_units(session, find_or_refuse(session, fund_id), holder=holder))


@routes.post("/funds/{fund_id}/units", policy=(Resource.FUND, Action.RECEIVE), status_code=201)
def issue(fund_id: IdPath, body: UnitsIn, caller: CallerDep, database: DatabaseDep, now: Now) -> UnitIssueOut:
    """As an operator, write down that a member paid for units at the market's bank."""
    with database.transaction() as session:
        fund = find_or_refuse(session, fund_id)
        issued = issue_units(
            session,
            fund,
            holder=body.holder,
            units=body.units,
            reference=body.reference,
            by=caller.person_id,
            now=now,
        )
        return issue_out(issued, fund.currency)


@routes.post(
    "/funds/{fund_id}/unit-notices",
    policy=(Resource.FUND_UNIT, Action.UPDATE),
    status_code=201,
    response_model=NoticeOut,
)
def notice(
    fund_id: IdPath,
    body: NoticeIn,
    caller: CallerDep,
    database: DatabaseDep,
    idempotent: IdempotentDep,
    now: Now,
) -> Response:
    """As a steward of a member, give units back; they are paid once the fund's days of notice have passed."""
    assert caller.person_id is not None
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        fund = find_or_refuse(session, fund_id)
        given = give_notice(session, fund, holder=body.holder, units=body.units, person_id=caller.person_id, now=now)
        return idempotent.answer(session, 201, notice_out(given, fund.currency))


@routes.post("/unit-notices/{notice_id}/redeem", policy=(Resource.FUND, Action.UPDATE))
def redeem(notice_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> NoticeOut:
    """As an operator, owe a member what its units are worth, once its notice has run; the next payout run sends it."""
    with database.transaction() as session:
        paid = redeem_units(session, notice_id=expect_id("unt", notice_id), by=caller.person_id, now=now)
        fund = find_fund(session, paid.fund_id)
        assert fund is not None
        return notice_out(paid, fund.currency)


@routes.post("/funds/{fund_id}/years", policy=(Resource.FUND_UNIT, Action.CREATE), status_code=201)
def report(fund_id: IdPath, body: YearIn, caller: CallerDep, database: DatabaseDep, now: Now) -> UnitsOut:
    """As a steward of whoever owns the fund, say how many jobs were kept and created in a year, with evidence."""
    assert caller.person_id is not None
    with database.transaction() as session:
        fund = find_or_refuse(session, fund_id)
        report_year(
            session,
            fund_id=fund.id,
            year=body.year,
            jobs_kept=body.jobs_kept,
            jobs_created=body.jobs_created,
            evidence_url=body.evidence_url,
            person_id=caller.person_id,
            now=now,
        )
        return units_out(read_units(session, fund))
