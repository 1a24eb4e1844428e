"""Trade agreements: proposed, signed by every party, kept, and open for everybody to read once they are signed."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.access import Caller
from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id
from api.idempotency import IdempotentDep, RequiredIdempotentDep
from api.lists import IdList
from api.ownership import own_organisation
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.agreement_balance import BalanceOut
from api.schemas.agreements import (
    AgreementHeadOut,
    AgreementIn,
    AgreementOut,
    AnswerIn,
    DeclineIn,
    DeliveryIn,
    EndIn,
    PaidIn,
    SignIn,
)
from api.schemas.base import WRITTEN_OUT
from kit.database import Database, Session
from market.agreements import page_queries
from market.agreements.propose_agreement import propose_agreement
from market.agreements.read_agreement import read_agreement, read_balance
from market.agreements.settle_in_kind import Delivered, answer_delivery, pay_compensation, state_delivery
from market.agreements.sign_agreement import Signatory, decline_agreement, end_agreement, sign_agreement
from models.agreements import TradeCommitment

routes = Routes(prefix="/v1", tags=["agreements"])

DayQuery = Annotated[date | None, WRITTEN_OUT, Query()]


def _out(session: Session, agreement_id: str, caller: CallerDep, now: Now) -> AgreementOut:
    view = read_agreement(session, agreement_id, person_id=caller.person_id, now=now)
    return AgreementOut.of(view, now.astimezone(UTC).date())


@routes.get("/agreements", policy=(Resource.AGREEMENT, Action.READ))
def list_public(database: DatabaseDep, settings: SettingsDep, page: PageQuery, now: Now) -> Page[AgreementHeadOut]:
    """Every agreement that all its parties signed, in its last version, newest first."""
    asked = IdList(settings, "agreements public", page)
    with database.reading() as session:
        heads = page_queries.list_public(session, now=now, before=asked.before, limit=asked.limit)
    return asked.answer(heads, AgreementHeadOut.of)


@routes.get("/agreements/{agreement_id}", policy=(Resource.AGREEMENT, Action.READ))
def read(agreement_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> AgreementOut:
    """One version: for everybody once all have signed it, before that for stewards of its parties."""
    with database.reading() as session:
        return _out(session, expect_id("agr", agreement_id), caller, now)


@routes.get("/agreements/{agreement_id}/balance", policy=(Resource.AGREEMENT, Action.READ))
def balance(
    agreement_id: IdPath, database: DatabaseDep, now: Now, first_day: DayQuery = None, end_day: DayQuery = None
) -> BalanceOut:
    """Who gave what to whom, of the days from `first_day` up to but not including `end_day`; what is open and late."""
    wanted = expect_id("agr", agreement_id)
    with database.reading() as session:
        return BalanceOut.of(read_balance(session, wanted, first_day=first_day, end_day=end_day, now=now))


@routes.get("/organisations/{organisation_id}/agreements", policy=(Resource.AGREEMENT, Action.LIST))
def list_own(
    organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, page: PageQuery, now: Now
) -> Page[AgreementHeadOut]:
    """Every version that your organisation is a party of, also what waits for signatures, newest first."""
    wanted = own_organisation(caller, organisation_id)
    asked = IdList(settings, f"agreements {wanted}", page)
    with database.reading() as session:
        heads = page_queries.list_own(session, wanted, now=now, before=asked.before, limit=asked.limit)
    return asked.answer(heads, AgreementHeadOut.of)


@routes.post(
    "/organisations/{organisation_id}/agreements",
    policy=(Resource.AGREEMENT, Action.CREATE),
    status_code=201,
    response_model=AgreementOut,
)
def propose(
    organisation_id: IdPath,
    body: AgreementIn,
    caller: CallerDep,
    database: DatabaseDep,
    idempotent: IdempotentDep,
    now: Now,
) -> Response:
    """Propose an agreement, or the next version of one. Proposing signs for your organisation."""
    assert caller.person_id is not None
    wanted = own_organisation(caller, organisation_id)
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        made = propose_agreement(
            session,
            body.content(),
            organisation_id=wanted,
            amends=body.amends,
            person_id=caller.person_id,
            now=now,
        )
        return idempotent.answer(session, 201, _out(session, made.id, caller, now))


@routes.post("/agreements/{agreement_id}/sign", policy=(Resource.AGREEMENT, Action.DECIDE))
def sign(agreement_id: IdPath, body: SignIn, caller: CallerDep, database: DatabaseDep, now: Now) -> AgreementOut:
    """As a steward of a party, sign the text that you have read. With the last signature it holds."""
    return _act(agreement_id, body.organisation_id, caller, database, now, partial(sign_agreement, sha256=body.sha256))


@routes.post("/agreements/{agreement_id}/decline", policy=(Resource.AGREEMENT, Action.DECIDE))
def decline(agreement_id: IdPath, body: DeclineIn, caller: CallerDep, database: DatabaseDep, now: Now) -> AgreementOut:
    """As a steward of a party, decline this version; an earlier one that all signed holds as before."""
    return _act(agreement_id, body.organisation_id, caller, database, now, decline_agreement)


@routes.post("/agreements/{agreement_id}/end", policy=(Resource.AGREEMENT, Action.DECIDE))
def end(agreement_id: IdPath, body: EndIn, caller: CallerDep, database: DatabaseDep, now: Now) -> AgreementOut:
    """As a steward of a party, end the agreement now, with a reason that everybody reads."""
    return _act(agreement_id, body.organisation_id, caller, database, now, partial(end_agreement, reason=body.reason))


@routes.post(
    "/commitments/{commitment_id}/deliveries",
    policy=(Resource.AGREEMENT, Action.SUBMIT),
    status_code=201,
    response_model=AgreementOut,
)
def deliver(
    commitment_id: IdPath,
    body: DeliveryIn,
    caller: CallerDep,
    database: DatabaseDep,
    idempotent: RequiredIdempotentDep,
    now: Now,
) -> Response:
    """As a steward of either side, say what was given. It counts when the other side confirms."""
    assert caller.person_id is not None
    delivered = Delivered(Decimal(body.quantity), body.value, body.delivered_on, body.note)
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        made = state_delivery(
            session,
            delivered,
            commitment_id=expect_id("trc", commitment_id),
            organisation_id=body.organisation_id,
            person_id=caller.person_id,
            now=now,
        )
        return idempotent.answer(session, 201, _of_commitment(session, made.commitment_id, caller, now))


@routes.post("/deliveries/{delivery_id}/answer", policy=(Resource.AGREEMENT, Action.REVIEW))
def answer(delivery_id: IdPath, body: AnswerIn, caller: CallerDep, database: DatabaseDep, now: Now) -> AgreementOut:
    """As the side that did not state it, confirm a delivery or refuse it."""
    assert caller.person_id is not None
    with database.transaction() as session:
        row = answer_delivery(
            session,
            delivery_id=expect_id("trd", delivery_id),
            is_right=body.is_right,
            person_id=caller.person_id,
            now=now,
        )
        return _of_commitment(session, row.commitment_id, caller, now)


@routes.post("/compensations/{compensation_id}/pay", policy=(Resource.AGREEMENT, Action.RECEIVE), status_code=204)
def book_compensation(
    compensation_id: IdPath, body: PaidIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> None:
    """As an operator, book a compensation that came to the market's bank; the agreement's fund has it."""
    with database.transaction() as session:
        pay_compensation(
            session,
            compensation_id=expect_id("trx", compensation_id),
            bank_reference=body.bank_reference,
            person_id=caller.person_id,
            now=now,
        )


def _act(
    agreement_id: str,
    organisation_id: str,
    caller: Caller,
    database: Database,
    now: datetime,
    act: Callable[[Session, Signatory], object],
) -> AgreementOut:
    """What a party's steward does with a version, and the version then."""
    assert caller.person_id is not None
    signatory = Signatory(expect_id("agr", agreement_id), organisation_id, caller.person_id, now)
    with database.transaction() as session:
        act(session, signatory)
        return _out(session, signatory.agreement_id, caller, now)


def _of_commitment(session: Session, commitment_id: str, caller: CallerDep, now: Now) -> AgreementOut:
    commitment = session.get_one(TradeCommitment, commitment_id)
    return _out(session, commitment.agreement_id, caller, now)
