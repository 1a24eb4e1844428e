"""Holding a round, proposing in it, and what comes after its count."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, File, Form, UploadFile
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, FilesDep, IdPath, Lang, LimiterDep, Now, expect_id
from api.forms import OnlyFields
from api.idempotency import IdempotentDep
from api.limits import Zone
from api.ownership import own_organisation
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.base import LongText, ShortText
from api.schemas.round_acts import AnswerIn, ProposalIn, RoundIn
from api.schemas.rounds import MadeOut, ObjectionOut, OwnRoundsOut, RoundOut
from certification.documents import LARGEST_DOCUMENT
from kit.database import Database
from market.fund.rounds import page_queries
from market.fund.rounds.announce_round import announce_round
from market.fund.rounds.answer_objection import Answer, answer_objection
from market.fund.rounds.approve_result import STEWARDS_NEEDED, approve_result
from market.fund.rounds.draft_round import draft_round
from market.fund.rounds.pay_grant import pay_grant
from market.fund.rounds.propose import Proposal, propose
from market.fund.rounds.prove_grant import Proof, prove_grant
from market.fund.rounds.read_round import head_of, read_round
from market.fund.rounds.take_back_round import take_back_round
from market.fund.rounds.withdraw_proposal import withdraw_proposal

routes = Routes(prefix="/v1", tags=["rounds"])


@routes.get("/organisations/{organisation_id}/rounds", policy=(Resource.FUND_ROUND, Action.LIST))
def list_own_rounds(organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> OwnRoundsOut:
    """The rounds on your organisation's funds, the newest first, and these funds; drafts for its stewards alone."""
    assert caller.person_id is not None
    wanted = own_organisation(caller, organisation_id)
    with database.reading() as session:
        rows = page_queries.list_of_owner(session, wanted, person_id=caller.person_id)
        heads = [head_of(session, row, now) for row in rows]
        return OwnRoundsOut.of(heads, page_queries.list_funds(session, wanted))


@routes.post(
    "/funds/{fund_id}/rounds", policy=(Resource.FUND_ROUND, Action.CREATE), status_code=201, response_model=MadeOut
)
def draft(
    fund_id: IdPath, body: RoundIn, caller: CallerDep, database: DatabaseDep, idempotent: IdempotentDep, now: Now
) -> Response:
    """Write down what a vote on your fund's money will ask. Nobody else sees it before it is announced."""
    assert caller.person_id is not None
    wanted = expect_id("fnd", fund_id)
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        made = draft_round(session, body.to_terms(), fund_id=wanted, person_id=caller.person_id, now=now)
        return idempotent.answer(session, 201, MadeOut(id=made.id))


@routes.post("/rounds/{round_id}/announce", policy=(Resource.FUND_ROUND, Action.UPDATE))
def announce(round_id: IdPath, caller: CallerDep, database: DatabaseDep, lang: Lang, now: Now) -> RoundOut:
    """Open a round to everybody. From now on nothing that it asks changes, and its budget is promised to it."""
    assert caller.person_id is not None
    wanted = expect_id("rnd", round_id)
    with database.transaction() as session:
        announce_round(session, round_id=wanted, person_id=caller.person_id, now=now)
    return _read(database, wanted, caller.person_id, lang, now)


@routes.post("/rounds/{round_id}/take-back", policy=(Resource.FUND_ROUND, Action.UPDATE))
def take_back(round_id: IdPath, caller: CallerDep, database: DatabaseDep, lang: Lang, now: Now) -> RoundOut:
    """Take a round back before voting begins. Its budget is free again."""
    assert caller.person_id is not None
    wanted = expect_id("rnd", round_id)
    with database.transaction() as session:
        take_back_round(session, round_id=wanted, person_id=caller.person_id, now=now)
    return _read(database, wanted, caller.person_id, lang, now)


@routes.post(
    "/rounds/{round_id}/proposals",
    policy=(Resource.ROUND_PROPOSAL, Action.CREATE),
    status_code=201,
    response_model=MadeOut,
)
def make_proposal(
    round_id: IdPath, body: ProposalIn, caller: CallerDep, database: DatabaseDep, idempotent: IdempotentDep, now: Now
) -> Response:
    """Propose something to pay for, for an organisation whose steward you are."""
    assert caller.person_id is not None
    wanted = expect_id("rnd", round_id)
    organisation_id = expect_id("org", body.organisation_id)
    proposal = Proposal(
        organisation_id=organisation_id,
        beneficiary_id=expect_id("org", body.beneficiary_id) if body.beneficiary_id else organisation_id,
        title=body.title,
        body=body.body,
        language=body.language,
        cost_minor=body.cost,
        names_agreed_by=body.names_agreed_by,
    )
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        made = propose(session, proposal, round_id=wanted, person_id=caller.person_id, now=now)
        return idempotent.answer(session, 201, MadeOut(id=made.id))


@routes.post(
    "/round-proposals/{proposal_id}/withdraw", policy=(Resource.ROUND_PROPOSAL, Action.UPDATE), status_code=204
)
def withdraw(proposal_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> None:
    """Withdraw your organisation's proposal before voting begins."""
    assert caller.person_id is not None
    wanted = expect_id("prp", proposal_id)
    with database.transaction() as session:
        withdraw_proposal(session, proposal_id=wanted, person_id=caller.person_id, now=now)


@routes.post("/round-objections/{objection_id}/answer", policy=(Resource.FUND_ROUND, Action.DECIDE))
def answer(objection_id: IdPath, body: AnswerIn, caller: CallerDep, database: DatabaseDep, now: Now) -> ObjectionOut:
    """As the fund's owner: the result stands, falls, or the ballots are counted again without one proposal."""
    assert caller.person_id is not None
    wanted = expect_id("obj", objection_id)
    said = Answer(body.outcome, body.answer, body.proposal_id)
    with database.transaction() as session:
        answered = answer_objection(session, said, objection_id=wanted, person_id=caller.person_id, now=now)
        return ObjectionOut.of(answered)


@routes.post("/rounds/{round_id}/approvals", policy=(Resource.FUND_ROUND, Action.DECIDE))
def approve(round_id: IdPath, caller: CallerDep, database: DatabaseDep, lang: Lang, now: Now) -> RoundOut:
    """Put your name under the result, when nobody can object any more. Two stewards make it hold."""
    assert caller.person_id is not None
    wanted = expect_id("rnd", round_id)
    with database.transaction() as session:
        approve_result(session, round_id=wanted, person_id=caller.person_id, now=now)
    return _read(database, wanted, caller.person_id, lang, now)


@routes.post("/round-grants/{grant_id}/payment", policy=(Resource.FUND_ROUND, Action.DECIDE), status_code=204)
def pay(grant_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> None:
    """As the fund's owner, book a winner's money out of the fund, once; its next payout sends it."""
    assert caller.person_id is not None
    wanted = expect_id("rgr", grant_id)
    with database.transaction() as session:
        pay_grant(session, grant_id=wanted, person_id=caller.person_id, now=now)


@routes.post("/round-grants/{grant_id}/proof", policy=(Resource.ROUND_GRANT, Action.UPDATE), status_code=201)
def prove(
    grant_id: IdPath,
    _: Annotated[None, Depends(OnlyFields("file", "title", "note"))],
    file: Annotated[UploadFile, File(description="PDF, PNG, JPEG or plain UTF-8 text, at most 10 MiB")],
    title: Annotated[ShortText, Form(description="What the document is called")],
    note: Annotated[LongText, Form(min_length=1, description="What was done with the money")],
    caller: CallerDep,
    database: DatabaseDep,
    files: FilesDep,
    limiter: LimiterDep,
    now: Now,
) -> MadeOut:
    """As who got the money, show what became of it: once, for everybody to read."""
    assert caller.person_id is not None
    limiter.count(Zone.UPLOAD, caller.person_id)
    proof = Proof(note, title, file.file.read(LARGEST_DOCUMENT + 1))
    wanted = expect_id("rgr", grant_id)
    return MadeOut(id=prove_grant(database, files, proof, grant_id=wanted, person_id=caller.person_id, now=now).id)


def _read(database: Database, round_id: str, person_id: str, lang: str, now: datetime) -> RoundOut:
    with database.reading() as session:
        page = read_round(session, round_id, person_id=person_id, now=now)
    return RoundOut.read(page, approvals_needed=STEWARDS_NEEDED, lang=lang)
