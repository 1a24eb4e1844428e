"""Operators open funds, and write down what reaches one by the market's bank and what running it costs."""

from api.deps import CallerDep, DatabaseDep, IdPath, Now, expect_id
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.funds import CostIn, FundIn, FundOut, PaidInIn
from api.shapes.funds import fund_out
from kit.database import Session
from kit.money import Money
from market.fund.money import book_queries
from market.fund.money.charge_admin import charge_admin
from market.fund.money.errors import NoSuchFund
from market.fund.money.open_fund import NewFund, open_fund
from market.fund.money.pay_in import pay_in
from market.fund.money.queries import find_fund
from models.enums import FundUse
from models.fund import Fund

routes = Routes(prefix="/v1", tags=["funds"])


@routes.post("/funds", policy=(Resource.FUND, Action.CREATE), status_code=201)
def open_(body: FundIn, caller: CallerDep, database: DatabaseDep, now: Now) -> FundOut:
    """As an operator, open a fund; a currency has one solidarity fund, which the shares of prices fill."""
    new = NewFund(
        kind=body.kind,
        owner=body.owner,
        sponsor=body.sponsor,
        name=body.name,
        currency=body.currency,
        mandate=body.mandate,
        uses=frozenset(FundUse(use) for use in body.uses),
        bound_share_bps=body.bound_share_bps,
        admin_cap_bps=body.admin_cap_bps,
        notice_days=body.notice_days,
        unit_minor=body.unit_amount,
    )
    with database.transaction() as session:
        return _out(session, open_fund(session, new, by=caller.person_id, now=now).id)


@routes.post("/funds/{fund_id}/payments-in", policy=(Resource.FUND, Action.RECEIVE), status_code=201)
def receive(fund_id: IdPath, body: PaidInIn, caller: CallerDep, database: DatabaseDep, now: Now) -> FundOut:
    """As an operator, write down what arrived at the market's bank for a fund, once for each `reference`."""
    with database.transaction() as session:
        fund = find_or_refuse(session, fund_id)
        pay_in(
            session,
            fund,
            amount=Money(body.amount, body.currency),
            reference=body.reference,
            is_repayment=body.is_repayment,
            note=body.note,
            by=caller.person_id,
            now=now,
        )
        return _out(session, fund.id)


@routes.post("/funds/{fund_id}/costs", policy=(Resource.FUND, Action.UPDATE), status_code=201)
def charge(fund_id: IdPath, body: CostIn, caller: CallerDep, database: DatabaseDep, now: Now) -> FundOut:
    """As an operator, let a fund bear a cost of running it, once for each `reference` and within its mandate."""
    with database.transaction() as session:
        fund = find_or_refuse(session, fund_id)
        charge_admin(
            session,
            fund,
            amount=Money(body.amount, body.currency),
            reference=body.reference,
            note=body.note,
            by=caller.person_id,
            now=now,
        )
        return _out(session, fund.id)


def find_or_refuse(session: Session, fund_id: str) -> Fund:
    """Raises NoSuchFund."""
    found = find_fund(session, expect_id("fnd", fund_id))
    if found is None:
        raise NoSuchFund()
    return found


def _out(session: Session, fund_id: str) -> FundOut:
    found = book_queries.find_fund_view(session, fund_id)
    assert found is not None
    return fund_out(found)
