"""Organisations that others list: unverified, no members of the market, until their own people claim them."""

from typing import Annotated

from fastapi import Depends, File, Form, Query, UploadFile
from starlette.responses import Response

from api.access import Caller
from api.deps import CallerDep, DatabaseDep, FilesDep, IdPath, LimiterDep, Now, SettingsDep, expect_id
from api.forms import OnlyFields
from api.limits import Zone
from api.lists import IdList
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.base import Text
from api.schemas.listings import (
    ListedOrganisationOut,
    ListingClaimOut,
    ListingClaimsOut,
    ListingDecisionIn,
    WaitingListingClaimOut,
    WaitingListingClaimsOut,
)
from certification.documents import LARGEST_DOCUMENT, suffix_of
from kit.database import Session
from market.accounts.directories import listing_queries as queries
from market.accounts.directories.claim_listing import claim_listing
from market.accounts.directories.decide_listing_claim import Judge, decide_listing_claim
from market.accounts.directories.errors import NoSuchListing, NoSuchListingClaim
from market.accounts.queries import get_person
from models.directories import ListingClaim

routes = Routes(prefix="/v1", tags=["exports"])

_READ = (Resource.PRODUCER, Action.READ)
_REVIEW = (Resource.LISTING_CLAIM, Action.REVIEW)
_MOST = 100


@routes.get("/listed-organisations", policy=_READ)
def list_listed(
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    q: Annotated[Text | None, Query(max_length=200, description="Part of the name")] = None,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$", description="ISO 3166 alpha-2")] = None,
) -> Page[ListedOrganisationOut]:
    """What lists of others name, newest first. Nobody here has checked it."""
    wanted = IdList(settings, f"listed {q!r} {country}", page)
    with database.reading() as session:
        found = queries.list_listings(session, words=q, country=country, before=wanted.before, limit=wanted.limit)
        return wanted.answer(found, ListedOrganisationOut.of)


@routes.get("/listed-organisations/{listed_id}", policy=_READ)
def read_listed(listed_id: IdPath, database: DatabaseDep) -> ListedOrganisationOut:
    """One of them."""
    with database.reading() as session:
        found = queries.find_listing(session, expect_id("lst", listed_id))
        if found is None:
            raise NoSuchListing()
        return ListedOrganisationOut.of(found)


@routes.post(
    "/listed-organisations/{listed_id}/claims", policy=(Resource.LISTING_CLAIM, Action.CREATE), status_code=201
)
def claim(
    listed_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    files: FilesDep,
    limiter: LimiterDep,
    now: Now,
    _: Annotated[None, Depends(OnlyFields("note", "file"))],
    note: Annotated[Text, Form(max_length=1000, description="Who you are in it")] = "",
    file: Annotated[UploadFile | None, File(description="PDF, PNG, JPEG or text, at most 10 MiB")] = None,
) -> ListingClaimOut:
    """Say that it is yours: by a document, or by your proven e-mail address being at its site."""
    assert caller.person_id is not None
    limiter.count(Zone.UPLOAD, caller.person_id)
    document = file.file.read(LARGEST_DOCUMENT + 1) if file is not None else None
    made = claim_listing(
        database,
        files,
        listed_id=expect_id("lst", listed_id),
        person_id=caller.person_id,
        note=note,
        document=document,
        now=now,
    )
    with database.reading() as session:
        return _out(session, made)


@routes.get("/listing-claims", policy=(Resource.LISTING_CLAIM, Action.LIST))
def list_own(caller: CallerDep, database: DatabaseDep) -> ListingClaimsOut:
    """One's own claims with what became of them, newest first."""
    assert caller.person_id is not None
    with database.reading() as session:
        claims = queries.list_own_claims(session, caller.person_id, limit=_MOST)
        return ListingClaimsOut(data=[_out(session, each) for each in claims])


@routes.get("/listing-claims/waiting", policy=_REVIEW)
def list_waiting(caller: CallerDep, database: DatabaseDep) -> WaitingListingClaimsOut:
    """What nobody has decided: everywhere for an operator, in its own country for a federation."""
    with database.reading() as session:
        waiting = queries.list_waiting(session, countries=_judge(session, caller).countries, limit=_MOST)
        return WaitingListingClaimsOut(data=[_waiting(session, each) for each in waiting])


@routes.get("/listing-claims/{claim_id}/document", policy=_REVIEW, response_class=Response)
def read_document(claim_id: IdPath, caller: CallerDep, database: DatabaseDep, files: FilesDep) -> Response:
    """The document that a claim rests on, for whoever may decide it."""
    with database.reading() as session:
        found = _within(session, caller, expect_id("lcl", claim_id))
    if found.path is None or found.media_type is None:
        raise NoSuchListingClaim()
    name = f"{found.id}{suffix_of(found.media_type)}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "sandbox",
        "Cache-Control": "private, no-store",
    }
    return Response(files.get(found.path), media_type=found.media_type, headers=headers)


@routes.post("/listing-claims/{claim_id}/decide", policy=(Resource.LISTING_CLAIM, Action.DECIDE))
def decide(
    claim_id: IdPath, body: ListingDecisionIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> ListingClaimOut:
    """Approve, and make its claimant a steward of the organisation; or refuse."""
    chosen = body.link or body.found
    with database.transaction() as session:
        decided = decide_listing_claim(
            session,
            claim_id=expect_id("lcl", claim_id),
            judge=_judge(session, caller),
            approved_as=chosen.decided() if chosen else None,
            reason=body.reason,
            now=now,
        )
        return _out(session, decided)


def _judge(session: Session, caller: Caller) -> Judge:
    assert caller.person_id is not None
    if caller.is_operator:
        return Judge(caller.person_id, None)
    return Judge(caller.person_id, queries.list_countries(session, caller.verifies_for))


def _within(session: Session, caller: Caller, claim_id: str) -> ListingClaim:
    """The claim, if the caller may decide it."""
    found = queries.find_claim(session, claim_id)
    listed = None if found is None else queries.find_listing(session, found.listed_id)
    countries = _judge(session, caller).countries
    if found is None or listed is None or not (countries is None or listed.country in countries):
        raise NoSuchListingClaim()
    return found


def _out(session: Session, claimed: ListingClaim) -> ListingClaimOut:
    listed = queries.find_listing(session, claimed.listed_id)
    assert listed is not None
    return ListingClaimOut.of(claimed, listed)


def _waiting(session: Session, claim_id: str) -> WaitingListingClaimOut:
    claimed = queries.find_claim(session, claim_id)
    assert claimed is not None
    person = get_person(session, claimed.person_id)
    told = _out(session, claimed).model_dump()
    return WaitingListingClaimOut.model_validate({**told, "claimant": person.full_name, "claimant_email": person.email})
