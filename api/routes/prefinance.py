"""Money of a fund ahead of a harvest: asked for, granted by two people, repaid out of payouts."""

from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id
from api.idempotency import IdempotentDep, RequiredIdempotentDep
from api.lists import IdList
from api.ownership import own_organisation
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.prefinance import (
    BankRepaymentIn,
    DecisionIn,
    EarlyRepaymentIn,
    PrefinanceIn,
    PrefinanceOut,
)
from kit.database import Session
from kit.money import Money
from market.prefinance.decide_prefinance import decide_prefinance
from market.prefinance.queries import PrefinanceFact
from market.prefinance.read_prefinance import (
    list_of_fund,
    list_of_organisation,
    read_prefinance,
    views_of,
)
from market.prefinance.repay_early import repay_by_bank, repay_early
from market.prefinance.request_prefinance import Wish, request_prefinance, withdraw_prefinance

routes = Routes(prefix="/v1", tags=["prefinance"])


@routes.get("/organisations/{organisation_id}/prefinance", policy=(Resource.PREFINANCE, Action.LIST))
def list_own(
    organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, page: PageQuery, now: Now
) -> Page[PrefinanceOut]:
    """What your organisation asked funds for, newest first, and what is owed of it today."""
    wanted = own_organisation(caller, organisation_id)
    asked = IdList(settings, f"prefinance {wanted}", page)
    with database.reading() as session:
        views = list_of_organisation(session, wanted, before=asked.before, limit=asked.limit, now=now)
    return asked.answer(views, PrefinanceOut.of)


@routes.post(
    "/organisations/{organisation_id}/prefinance",
    policy=(Resource.PREFINANCE, Action.CREATE),
    status_code=201,
    response_model=PrefinanceOut,
)
def ask(
    organisation_id: IdPath,
    body: PrefinanceIn,
    caller: CallerDep,
    database: DatabaseDep,
    idempotent: IdempotentDep,
    now: Now,
) -> Response:
    """As a producer's steward, ask a fund for money ahead of an order, within the fund's terms of today."""
    assert caller.person_id is not None
    wish = Wish(
        fund_id=body.fund_id,
        amount=Money(body.amount, body.currency),
        expected=Money(body.expected, body.currency),
        expected_what=body.what,
        buyer_id=body.buyer_id,
        repay_bps=body.repay_bps,
        interest_bps=body.interest_bps,
        due_on=body.due_on,
    )
    wanted = own_organisation(caller, organisation_id)
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        made = request_prefinance(session, wish, organisation_id=wanted, person_id=caller.person_id, now=now)
        return idempotent.answer(session, 201, PrefinanceOut.of(views_of(session, [made], now=now)[0]))


@routes.get("/prefinance/{prefinance_id}", policy=(Resource.PREFINANCE, Action.READ))
def read(prefinance_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> PrefinanceOut:
    """One, for stewards of the producer and of the fund."""
    assert caller.person_id is not None
    wanted = expect_id("prf", prefinance_id)
    with database.reading() as session:
        view = read_prefinance(session, prefinance_id=wanted, person_id=caller.person_id, now=now)
    return PrefinanceOut.of(view)


@routes.post("/prefinance/{prefinance_id}/withdraw", policy=(Resource.PREFINANCE, Action.UPDATE))
def withdraw(prefinance_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> PrefinanceOut:
    """As the producer, take your wish back before it is answered."""
    assert caller.person_id is not None
    wanted = expect_id("prf", prefinance_id)
    with database.transaction() as session:
        done = withdraw_prefinance(session, prefinance_id=wanted, person_id=caller.person_id, now=now)
        return _out(session, done, now)


@routes.post(
    "/prefinance/{prefinance_id}/repay",
    policy=(Resource.PREFINANCE, Action.UPDATE),
    response_model=PrefinanceOut,
)
def repay(
    prefinance_id: IdPath,
    body: EarlyRepaymentIn,
    caller: CallerDep,
    database: DatabaseDep,
    idempotent: RequiredIdempotentDep,
    now: Now,
) -> Response:
    """As the producer, repay sooner than agreed, out of what you have earned and no payout has claimed."""
    assert caller.person_id is not None
    wanted = expect_id("prf", prefinance_id)
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        done = repay_early(session, prefinance_id=wanted, at_most=body.at_most, person_id=caller.person_id, now=now)
        return idempotent.answer(session, 200, _out(session, done, now))


@routes.post("/prefinance/{prefinance_id}/decide", policy=(Resource.PREFINANCE, Action.DECIDE))
def decide(
    prefinance_id: IdPath, body: DecisionIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> PrefinanceOut:
    """As a steward of whoever owns the fund: grant it or give it up, with a second person, or decline it."""
    assert caller.person_id is not None
    wanted = expect_id("prf", prefinance_id)
    with database.transaction() as session:
        done = decide_prefinance(
            session,
            prefinance_id=wanted,
            act=body.act,
            reason=body.reason,
            person_id=caller.person_id,
            now=now,
        )
        return _out(session, done, now)


@routes.post("/prefinance/{prefinance_id}/bank-repayments", policy=(Resource.PREFINANCE, Action.RECEIVE))
def book_bank_repayment(
    prefinance_id: IdPath, body: BankRepaymentIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> PrefinanceOut:
    """As an operator, book a repayment that came to the market's bank. The same reference is booked once."""
    wanted = expect_id("prf", prefinance_id)
    with database.transaction() as session:
        done = repay_by_bank(
            session,
            prefinance_id=wanted,
            minor=body.amount,
            bank_reference=body.bank_reference,
            person_id=caller.person_id,
            now=now,
        )
        return _out(session, done, now)


@routes.get("/funds/{fund_id}/prefinance", policy=(Resource.PREFINANCE, Action.REVIEW))
def list_asked(
    fund_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, page: PageQuery, now: Now
) -> Page[PrefinanceOut]:
    """As a steward of whoever owns the fund: what it was asked for, newest first."""
    assert caller.person_id is not None
    wanted = expect_id("fnd", fund_id)
    asked = IdList(settings, f"prefinance {wanted}", page)
    with database.reading() as session:
        views = list_of_fund(
            session, fund_id=wanted, person_id=caller.person_id, before=asked.before, limit=asked.limit, now=now
        )
    return asked.answer(views, PrefinanceOut.of)


def _out(session: Session, done: PrefinanceFact, now: Now) -> PrefinanceOut:
    return PrefinanceOut.of(views_of(session, [done], now=now)[0])
