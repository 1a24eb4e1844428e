"""Payout runs for operators; a producer's own money, payouts and statements."""

from datetime import timedelta

from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Lang, Now, SettingsDep, expect_id
from api.idempotency import RequiredIdempotentDep
from api.lists import IdList
from api.ownership import own_organisation
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.payouts import (
    BankReferenceIn,
    HeldBackOut,
    PayoutEndIn,
    PayoutOut,
    PayoutRunDetailOut,
    PayoutRunIn,
    PayoutRunOut,
    PayoutRunsOut,
    ProducerMoneyOut,
    ProducerStatementDetailOut,
    ProducerStatementOut,
)
from kit.clock import IsoWeek
from kit.settings import Settings
from market.payouts import queries
from market.payouts.cancel_payout import cancel_payout
from market.payouts.confirm_manual_payout import confirm_manual_payout
from market.payouts.errors import BadPeriod, NoSuchPayoutRun, NoSuchProducerStatement
from market.payouts.read_money import read_money
from market.payouts.return_payout import return_payout
from market.payouts.run_payouts import PayoutTerms, run_payouts
from market.payouts.statements import queries as statements

routes = Routes(prefix="/v1", tags=["payouts"])

_FIRST_PAYOUTS = 200


def payout_terms(settings: Settings) -> PayoutTerms:
    """What this installation decided about payouts."""
    return PayoutTerms(
        netting_bps=settings.payout_netting_bps, longest_wait=timedelta(days=settings.payout_longest_wait_days)
    )


@routes.post("/payout-runs", policy=(Resource.PAYOUT_RUN, Action.RUN), status_code=201, response_model=PayoutRunsOut)
def run(
    body: PayoutRunIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    idempotent: RequiredIdempotentDep,
    now: Now,
) -> Response:
    """Claim everything that is due and intend its payment. Run again, it pays only what fell due since."""
    try:
        period = IsoWeek.parse(body.period)
    except ValueError:
        raise BadPeriod(body.period) from None
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        outcome = run_payouts(
            session, period=period, now=now, triggered_by=caller.person_id or "operator", terms=payout_terms(settings)
        )
        runs = queries.list_runs_of_period(session, period)
        payouts = queries.list_payouts_of_runs(session, [run.id for run in runs], limit=_FIRST_PAYOUTS)
        answer = PayoutRunsOut(
            period=str(period),
            new_run_id=outcome.new_run_id,
            runs=[PayoutRunOut.of(run) for run in runs],
            payouts=[PayoutOut.of(payout) for payout in payouts],
            held_back=[HeldBackOut.of(short) for short in outcome.shortfalls],
        )
        return idempotent.answer(session, 201, answer)


@routes.get("/payout-runs", policy=(Resource.PAYOUT_RUN, Action.READ))
def list_runs(database: DatabaseDep, settings: SettingsDep, page: PageQuery) -> Page[PayoutRunOut]:
    """Runs, newest first."""
    asked = IdList(settings, "payout_runs", page)
    with database.reading() as session:
        rows = queries.list_runs(session, before=asked.before, limit=asked.limit)
    return asked.answer(rows, PayoutRunOut.of)


@routes.get("/payout-runs/{run_id}", policy=(Resource.PAYOUT_RUN, Action.READ))
def read_run(run_id: IdPath, database: DatabaseDep) -> PayoutRunDetailOut:
    """One run with its payouts as they stand."""
    with database.reading() as session:
        found = queries.find_run(session, expect_id("run", run_id))
        if found is None:
            raise NoSuchPayoutRun()
        payouts = queries.list_payouts_of_runs(session, [found.id])
    items = [PayoutOut.of(payout) for payout in payouts]
    return PayoutRunDetailOut(**PayoutRunOut.of(found).model_dump(), items=items)


@routes.post("/payouts/{payout_id}/confirm", policy=(Resource.PAYOUT_RUN, Action.UPDATE))
def confirm(payout_id: IdPath, body: BankReferenceIn, database: DatabaseDep, now: Now) -> PayoutOut:
    """A bank transfer has left, under the bank's own reference. The same reference twice is harmless."""
    with database.transaction() as session:
        confirmed = confirm_manual_payout(
            session, payout_id=expect_id("pyt", payout_id), bank_reference=body.bank_reference, now=now
        )
        return PayoutOut.of(confirmed)


@routes.post("/payouts/{payout_id}/return", policy=(Resource.PAYOUT_RUN, Action.UPDATE))
def bring_back(payout_id: IdPath, body: PayoutEndIn, database: DatabaseDep, now: Now) -> PayoutOut:
    """The bank sent a transfer back: it is owed again, and the next run pays it anew. Safe to repeat."""
    with database.transaction() as session:
        return PayoutOut.of(return_payout(session, payout_id=expect_id("pyt", payout_id), reason=body.because, now=now))


@routes.post("/payouts/{payout_id}/cancel", policy=(Resource.PAYOUT_RUN, Action.UPDATE))
def cancel(payout_id: IdPath, body: PayoutEndIn, database: DatabaseDep, now: Now) -> PayoutOut:
    """Stop a payout that nobody has sent: it is owed again, and the next run pays it anew. Safe to repeat."""
    with database.transaction() as session:
        return PayoutOut.of(cancel_payout(session, payout_id=expect_id("pyt", payout_id), reason=body.because, now=now))


@routes.get("/organisations/{organisation_id}/money", policy=(Resource.MONEY, Action.READ))
def read_own_money(
    organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, lang: Lang, now: Now
) -> ProducerMoneyOut:
    """What one's organisation is owed, what is on its way, what has arrived, and what comes next."""
    own_organisation(caller, organisation_id)
    with database.reading() as session:
        view = read_money(
            session,
            organisation_id=organisation_id,
            default_currency=settings.market_currency,
            terms=payout_terms(settings),
            now=now,
        )
    return ProducerMoneyOut.of(view, lang)


@routes.get("/organisations/{organisation_id}/payouts", policy=(Resource.MONEY, Action.READ))
def list_own_payouts(
    organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, page: PageQuery
) -> Page[PayoutOut]:
    """The payouts of one's organisation, newest first."""
    own_organisation(caller, organisation_id)
    asked = IdList(settings, f"payouts/{organisation_id}", page)
    with database.reading() as session:
        rows = queries.list_payouts_of(session, organisation_id, before=asked.before, limit=asked.limit)
    return asked.answer(rows, PayoutOut.of)


@routes.get("/organisations/{organisation_id}/statements", policy=(Resource.MONEY, Action.READ))
def list_own_statements(
    organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, page: PageQuery
) -> Page[ProducerStatementOut]:
    """The payout statements of one's organisation, newest first; a corrected week has several versions."""
    own_organisation(caller, organisation_id)
    asked = IdList(settings, f"producer_statements/{organisation_id}", page)
    with database.reading() as session:
        rows = statements.list_statements(session, organisation_id, before=asked.before, limit=asked.limit)
    return asked.answer(rows, ProducerStatementOut.of)


@routes.get("/organisations/{organisation_id}/statements/{statement_id}", policy=(Resource.MONEY, Action.READ))
def read_own_statement(
    organisation_id: IdPath, statement_id: IdPath, caller: CallerDep, database: DatabaseDep
) -> ProducerStatementDetailOut:
    """One statement: every line sold, every share taken and its rule, every transfer, and the totals."""
    own_organisation(caller, organisation_id)
    with database.reading() as session:
        found = statements.find_statement(session, organisation_id, expect_id("pst", statement_id))
    if found is None:
        raise NoSuchProducerStatement()
    return ProducerStatementDetailOut.with_document(found)
