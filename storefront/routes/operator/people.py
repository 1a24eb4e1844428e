"""People and what they may do: found, locked out, let in, given roles by two operators, taken them from by one."""

import asyncio
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.operator.gate import operator_api

WHICH = ("all", "operators", "verifiers", "locked")
_REASON = 300
# Each form of a person's page: what is asked of the API, and what is said afterwards.
_ACTS = {
    "lock": ("lock", "person-locked"),
    "unlock": ("unlock", "person-unlocked"),
    "propose": ("role-proposals", "role-proposed"),
    "withdraw": ("roles/withdraw", "role-withdrawn"),
}


async def people(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api = await operator_api(request)
    which = request.query_params.get("which", "all")
    which = which if which in WHICH else "all"
    wanted = request.query_params.get("q", "").strip()[:100]
    found, proposals, me = await asyncio.gather(
        api.people({"q": wanted, "which": which, "cursor": request.query_params.get("cursor")}),
        api.role_proposals(),
        api.me(),
    )
    return page(
        request,
        "operator_people.html",
        status=refused.status,
        people=found,
        proposals=proposals.data,
        own_id=me.id,
        choices=WHICH,
        which=which,
        wanted=wanted,
        kept=urlencode({"q": wanted, "which": which}),
        refused=refused,
    )


async def decide(request: Request) -> Response:
    """Agree to a role, or decline it."""
    form = await forms.read_form(request)
    proposal_id = forms.text(form, "proposal", 64)
    act = "confirm" if forms.text(form, "act", 10) == "confirm" else "decline"
    then = done("/operator/people", "role-confirmed" if act == "confirm" else "role-declined")
    asked = visitor_of(request).api.decide_role(proposal_id, act)
    return await attempt(request, asked, at=proposal_id, form=form, again=_page, then=then)


async def person(request: Request) -> Response:
    return await _person(request, Refused())


async def _person(request: Request, refused: Refused) -> Response:
    api = await operator_api(request)
    found = await api.person(request.path_params["person_id"])
    return page(request, "operator_person.html", status=refused.status, found=found, refused=refused)


async def act(request: Request) -> Response:
    form = await forms.read_form(request)
    person_id, chosen = request.path_params["person_id"], request.path_params["act"]
    if chosen not in _ACTS:
        raise HTTPException(404)
    path, said = _ACTS[chosen]
    body: dict[str, object] = {"reason": forms.text(form, "reason", _REASON)}
    if "role" in path:
        body["role"] = forms.text(form, "role", 20)
        body["organisation_id"] = forms.text(form, "organisation", 64) or None
    then = done(f"/operator/people/{quote(person_id, safe='')}", said)
    asked = visitor_of(request).api.act_on_person(person_id, path, body)
    return await attempt(request, asked, at=forms.text(form, "at", 140) or chosen, form=form, again=_person, then=then)


ROUTES = [
    Route("/operator/people", people),
    Route("/operator/people", decide, methods=["POST"]),
    Route("/operator/people/{person_id}", person),
    Route("/operator/people/{person_id}/{act}", act, methods=["POST"]),
]
