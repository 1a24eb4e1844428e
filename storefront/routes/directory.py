"""Organisations that others list: looking one up, saying that it is one's own, and deciding about that."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, wrong
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.words import N_

_PER_PAGE = 24
_RELATIONS = {
    "landless_workers": "agrarian",
    "family_farmers": "agrarian",
    "agricultural_coop": "agrarian",
    "self_employed": "enterprise",
    "small_local_business": "enterprise",
    "high_road_business": "enterprise",
    "worker_coop": "enterprise",
    "collective": "enterprise",
    "community_business": "enterprise",
    "indigenous_collectivist": "indigenous_collective",
}
LINKED, FOUND, NEITHER = "link", "found", "refuse"


async def directory(request: Request) -> Response:
    words = request.query_params.get("q", "").replace("\0", "").strip()[:200]
    query = {"q": words or None, "limit": _PER_PAGE, "cursor": request.query_params.get("cursor")}
    found = await visitor_of(request).api.listed(query)
    return page(request, "directory.html", is_public=True, found=found, words=words)


async def listing(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    visitor = visitor_of(request)
    listed = await visitor.api.listing(request.path_params["listed_id"])
    own = (await visitor.api.listing_claims()).data if visitor.is_signed_in else ()
    mine = next((claim for claim in own if claim.listed.id == listed.id), None)
    return page(request, "listing.html", status=refused.status, listed=listed, mine=mine, refused=refused)


async def claim(request: Request) -> Response:
    listed_id = request.path_params["listed_id"]
    form = await forms.read_form(request)
    document = await forms.file(form, "file")
    asked = visitor_of(request).api.claim_listing(listed_id, forms.text(form, "note", 1000), document)
    then = done(f"/directory/{listed_id}", "listing-claimed")
    return await attempt(request, asked, at="claim", form=form, again=_page, then=then)


async def claims(request: Request) -> Response:
    return await _claims_page(request, Refused())


async def _claims_page(request: Request, refused: Refused) -> Response:
    api = visitor_of(request).api
    waiting, me = await api.waiting_listing_claims(), await api.me()
    return page(
        request,
        "listing_claims.html",
        status=refused.status,
        waiting=waiting.data,
        may_link=me.is_operator,
        relations=_RELATIONS,
        refused=refused,
    )


async def decide(request: Request) -> Response:
    """Found a producer, link to one that is here, or refuse."""
    claim_id = request.path_params["claim_id"]
    form = await forms.read_form(request)
    body: dict[str, object] = {"reason": forms.text(form, "reason", 1000)}
    outcome, relation = forms.text(form, "outcome", 10), forms.text(form, "relation", 40)
    if outcome == FOUND and relation in _RELATIONS:
        found = {"line": _RELATIONS[relation], "relation": relation, "country": forms.text(form, "country", 2).upper()}
        body["found"] = {name: value for name, value in found.items() if value}
    elif outcome == LINKED:
        body["link"] = {"organisation": forms.text(form, "organisation", 100)}
    elif outcome != NEITHER:
        said = N_("Say what is to become of it.")
        return await _claims_page(request, wrong(request, said, at=claim_id, given=forms.typed_texts(form)))
    asked = visitor_of(request).api.decide_listing(claim_id, body)
    return await attempt(
        request, asked, at=claim_id, form=form, again=_claims_page, then=done("/directory/claims", "listing-decided")
    )


async def document(request: Request) -> Response:
    """What a claim rests on, to be kept and not opened here."""
    found = await visitor_of(request).api.listing_document(request.path_params["claim_id"])
    headers = {
        "Content-Disposition": "attachment",
        "Content-Security-Policy": "sandbox",
        "Cache-Control": "private, no-store",
    }
    return Response(found.content, media_type=found.media_type, headers=headers)


ROUTES = [
    Route("/directory", directory),
    Route("/directory/claims", claims),
    Route("/directory/claims/{claim_id}", decide, methods=["POST"]),
    Route("/directory/claims/{claim_id}/document", document),
    Route("/directory/{listed_id}", listing),
    Route("/directory/{listed_id}", claim, methods=["POST"]),
]
