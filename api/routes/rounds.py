"""Votes on a fund's money: what everybody reads, and how one votes."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, FilesDep, IdPath, Lang, Now, SettingsDep, expect_id, signer
from api.errors import BadCursor
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.round_acts import (
    BallotIn,
    CastOut,
    ChangedBallotIn,
    ObjectionIn,
    OwnBallotOut,
    PartOut,
    ReceiptIn,
)
from api.schemas.rounds import ObjectionOut, RoundHeadOut, RoundOut
from certification.documents import suffix_of
from market.fund.rounds import page_queries
from market.fund.rounds.approve_result import STEWARDS_NEEDED
from market.fund.rounds.cast_ballot import Vote, cast_ballot
from market.fund.rounds.change_ballot import change_ballot
from market.fund.rounds.find_own_ballot import find_own_ballot
from market.fund.rounds.object_to_result import object_to_result
from market.fund.rounds.open_document import find_document, open_document
from market.fund.rounds.read_ballots import read_ballots
from market.fund.rounds.read_round import head_of, read_part, read_round
from market.fund.rounds.receipt import new_receipt

routes = Routes(prefix="/v1", tags=["rounds"])

_PRIVATE = {"Cache-Control": "private, no-store"}


@routes.get("/rounds", policy=(Resource.FUND_ROUND, Action.READ))
def list_rounds(database: DatabaseDep, settings: SettingsDep, page: PageQuery, now: Now) -> Page[RoundHeadOut]:
    """The votes on funds' money that were announced, the newest first."""
    cursors = signer(settings, "rounds")
    position = cursors.read(page.cursor)
    after = None if position is None else position[0]
    if after is not None and not isinstance(after, str):
        raise BadCursor()
    with database.reading() as session:
        rows = page_queries.list_announced(session, after=after, limit=page.limit + 1)
        shown, has_more = rows[: page.limit], len(rows) > page.limit
        return Page(
            data=[RoundHeadOut.of(head_of(session, row, now)) for row in shown],
            has_more=has_more,
            next_cursor=cursors.write([shown[-1].id]) if has_more else None,
        )


@routes.get("/rounds/{round_id}", policy=(Resource.FUND_ROUND, Action.READ))
def read(round_id: IdPath, caller: CallerDep, database: DatabaseDep, lang: Lang, now: Now) -> RoundOut:
    """A round with its proposals, its count with a sentence for each of them, objections, payments and proofs."""
    wanted = expect_id("rnd", round_id)
    with database.reading() as session:
        page = read_round(session, wanted, person_id=caller.person_id, now=now)
    return RoundOut.read(page, approvals_needed=STEWARDS_NEEDED, lang=lang)


@routes.get("/rounds/{round_id}/part", policy=(Resource.BALLOT, Action.LIST))
def read_own_part(round_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> PartOut:
    """What you may do in a round: with which votes, for which organisations, and whether you hold it."""
    assert caller.person_id is not None
    wanted = expect_id("rnd", round_id)
    with database.reading() as session:
        return PartOut.of(read_part(session, wanted, person_id=caller.person_id, now=now))


@routes.post("/rounds/{round_id}/ballots", policy=(Resource.BALLOT, Action.CREATE), status_code=201)
def cast(
    round_id: IdPath, body: BallotIn, caller: CallerDep, database: DatabaseDep, response: Response, now: Now
) -> CastOut:
    """Vote. What you voted is kept apart from that you voted; the receipt is the only way back to it."""
    assert caller.person_id is not None
    response.headers.update(_PRIVATE)
    receipt = body.receipt or new_receipt()
    wanted = expect_id("rnd", round_id)
    # The answer is kept nowhere: an Idempotency-Key would keep the receipt beside the voter's name.
    with database.transaction() as session:
        pseudonym = cast_ballot(
            session,
            Vote(body.choices, body.points),
            round_id=wanted,
            voter_id=expect_id("org", body.organisation_id) if body.organisation_id else caller.person_id,
            person_id=caller.person_id,
            receipt=receipt,
            now=now,
        )
    return CastOut(receipt=receipt, pseudonym=pseudonym)


@routes.put("/rounds/{round_id}/ballots", policy=(Resource.BALLOT, Action.UPDATE))
def change(round_id: IdPath, body: ChangedBallotIn, database: DatabaseDep, response: Response, now: Now) -> CastOut:
    """Replace your ballot by its receipt, until voting ends. You need not be signed in, and are not asked who you
    are."""
    response.headers.update(_PRIVATE)
    wanted = expect_id("rnd", round_id)
    with database.transaction() as session:
        vote = Vote(body.choices, body.points)
        pseudonym = change_ballot(session, vote, round_id=wanted, receipt=body.receipt, now=now)
    return CastOut(receipt=body.receipt, pseudonym=pseudonym)


@routes.post("/rounds/{round_id}/ballots/find", policy=(Resource.BALLOT, Action.READ))
def find_ballot(round_id: IdPath, body: ReceiptIn, database: DatabaseDep, response: Response) -> OwnBallotOut:
    """Your ballot by its receipt: as it lies in the urn, or as it was counted."""
    response.headers.update(_PRIVATE)
    wanted = expect_id("rnd", round_id)
    with database.reading() as session:
        return OwnBallotOut.of(find_own_ballot(session, round_id=wanted, receipt=body.receipt))


@routes.get(
    "/rounds/{round_id}/ballots.pb",
    policy=(Resource.FUND_ROUND, Action.READ),
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "The file that was counted, in Pabulib's format"}},
)
def download_ballots(
    round_id: IdPath,
    database: DatabaseDep,
    count: Annotated[int | None, Query(ge=1, le=1000, description="Which count; default: the newest")] = None,
) -> Response:
    """The votes, sorted by pseudonym: exactly the bytes that were counted, for `solifair fund tally` or any other
    program."""
    wanted = expect_id("rnd", round_id)
    with database.reading() as session:
        found = read_ballots(session, wanted, number=count)
    name = f"{wanted}-{found.number}.pb"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "ETag": f'"{found.sha256.hex()}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(found.data, media_type="text/plain; charset=utf-8", headers=headers)


@routes.post("/rounds/{round_id}/objections", policy=(Resource.ROUND_OBJECTION, Action.CREATE), status_code=201)
def object_to(round_id: IdPath, body: ObjectionIn, caller: CallerDep, database: DatabaseDep, now: Now) -> ObjectionOut:
    """Say why a result should not stand, if you could vote. It is read without your name, and answered."""
    assert caller.person_id is not None
    wanted = expect_id("rnd", round_id)
    with database.transaction() as session:
        made = object_to_result(session, body.reason, round_id=wanted, person_id=caller.person_id, now=now)
        return ObjectionOut.of(made)


@routes.get("/round-grants/{grant_id}/document", policy=(Resource.FUND_ROUND, Action.READ), response_class=Response)
def download_document(grant_id: IdPath, database: DatabaseDep, files: FilesDep) -> Response:
    """What shows what became of a winner's money, byte by byte as it was handed in."""
    with database.reading() as session:
        document = find_document(session, expect_id("rgr", grant_id))
    return Response(
        open_document(files, document),
        media_type=document.media_type,
        headers={
            # What somebody uploaded never runs in our origin: it is saved, under a name that we gave it.
            "Content-Disposition": f'attachment; filename="{document.grant_id}{suffix_of(document.media_type)}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
