"""Voting links: stewards name members without an account, and these vote by what is passed on to them."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Now, expect_id
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.round_acts import CastOut
from api.schemas.voting_links import (
    LinkBallotIn,
    LinkedVoiceOut,
    NamedIn,
    NamedListOut,
    NamedOut,
    NewLinkOut,
    NewLinksOut,
    TokenIn,
)
from market.fund.rounds.cast_ballot import Vote
from market.fund.rounds.receipt import new_receipt
from market.fund.rounds.voting_links.cast_by_link import cast_by_link
from market.fund.rounds.voting_links.list_named import list_named
from market.fund.rounds.voting_links.name_members import name_members
from market.fund.rounds.voting_links.read_link import read_link
from market.fund.rounds.voting_links.renew_link import renew_link
from market.fund.rounds.voting_links.withdraw_link import withdraw_link as take_back

routes = Routes(prefix="/v1", tags=["rounds"])

_PRIVATE = {"Cache-Control": "private, no-store"}


@routes.post("/rounds/{round_id}/voting-links", policy=(Resource.VOTING_LINK, Action.CREATE), status_code=201)
def name(
    round_id: IdPath, body: NamedIn, caller: CallerDep, database: DatabaseDep, response: Response, now: Now
) -> NewLinksOut:
    """Name members of your organisation who have no account, before voting opens. Each is given a link of their own."""
    assert caller.person_id is not None
    response.headers.update(_PRIVATE)
    # The answer is kept nowhere: an Idempotency-Key would keep the secrets.
    with database.transaction() as session:
        made = name_members(
            session,
            body.names,
            round_id=expect_id("rnd", round_id),
            organisation_id=expect_id("org", body.organisation_id),
            person_id=caller.person_id,
            now=now,
        )
    return NewLinksOut(data=[NewLinkOut.of(each) for each in made])


@routes.get("/rounds/{round_id}/voting-links", policy=(Resource.VOTING_LINK, Action.LIST))
def list_all(
    round_id: IdPath,
    organisation: Annotated[str, Query(max_length=64, description="Whose members")],
    caller: CallerDep,
    database: DatabaseDep,
    now: Now,
) -> NamedListOut:
    """Who of your organisation votes by a link, until the votes are counted."""
    assert caller.person_id is not None
    with database.transaction() as session:
        found = list_named(
            session,
            round_id=expect_id("rnd", round_id),
            organisation_id=expect_id("org", organisation),
            person_id=caller.person_id,
            now=now,
        )
        return NamedListOut(data=[NamedOut.of(each) for each in found])


@routes.post("/voting-links/{link_id}/renewal", policy=(Resource.VOTING_LINK, Action.UPDATE))
def renew(link_id: IdPath, caller: CallerDep, database: DatabaseDep, response: Response, now: Now) -> NewLinkOut:
    """Another link for the same member and the same one vote; the old one opens nothing any more."""
    assert caller.person_id is not None
    response.headers.update(_PRIVATE)
    with database.transaction() as session:
        made = renew_link(session, link_id=expect_id("vlk", link_id), person_id=caller.person_id, now=now)
    return NewLinkOut.of(made)


@routes.post("/voting-links/{link_id}/withdraw", policy=(Resource.VOTING_LINK, Action.UPDATE), status_code=204)
def withdraw_link(link_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> None:
    """Take back that a member votes by a link, before voting opens."""
    assert caller.person_id is not None
    with database.transaction() as session:
        take_back(session, link_id=expect_id("vlk", link_id), person_id=caller.person_id, now=now)


@routes.post("/voting-links/find", policy=(Resource.VOTING_LINK, Action.READ))
def find(body: TokenIn, database: DatabaseDep, response: Response) -> LinkedVoiceOut:
    """What your link opens: the round, whose vote it is, and whether it has been cast."""
    response.headers.update(_PRIVATE)
    with database.reading() as session:
        return LinkedVoiceOut.model_validate(read_link(session, body.token))


@routes.post("/voting-links/ballots", policy=(Resource.VOTING_LINK, Action.SUBMIT), status_code=201)
def cast_linked(body: LinkBallotIn, database: DatabaseDep, response: Response, now: Now) -> CastOut:
    """Vote by your link, without an account. The receipt alone changes or finds your ballot afterwards; the link does
    neither."""
    response.headers.update(_PRIVATE)
    receipt = body.receipt or new_receipt()
    with database.transaction() as session:
        vote = Vote(body.choices, body.points)
        pseudonym = cast_by_link(session, vote, token=body.token, receipt=receipt, now=now)
    return CastOut(receipt=receipt, pseudonym=pseudonym)
