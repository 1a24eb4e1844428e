"""How many producing families stand behind a producer: said by itself, and read by others with a consent only."""

import asyncio
from collections.abc import Awaitable

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, wrong
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.routes.desk_stock import NO_COUNT, whole_count


async def families(request: Request) -> Response:
    return await _families(request, Refused())


async def _families(request: Request, refused: Refused) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    if desk.kind != "producer":
        raise HTTPException(404)
    facts, consents = await asyncio.gather(api.own_facts(desk.id), api.consents_to_families(desk.id))
    return page(
        request,
        "desk_families.html",
        status=refused.status,
        desk=desk,
        facts=facts,
        consent=next((one for one in consents.data if one.is_live), None),
        key=refused.typed("show", "key") or forms.new_key(),
        refused=refused,
    )


async def say(request: Request) -> Response:
    """Say a number, of today; or take it away."""
    form = await forms.read_form(request)
    organisation_id, api = request.path_params["organisation_id"], visitor_of(request).api
    if forms.text(form, "act", 10) == "gone":
        asked = api.say_families(organisation_id, None, forms.version_of(form))
        return await _act(request, form, asked, "say", "families-gone")
    number = whole_count(form, "families")
    if number is None:
        return await _families(request, wrong(request, NO_COUNT, at="say", given=forms.typed_texts(form)))
    asked = api.say_families(organisation_id, number, forms.version_of(form))
    return await _act(request, form, asked, "say", "families-said")


async def show(request: Request) -> Response:
    """Write down who agreed that everybody reads it, or take that back."""
    form = await forms.read_form(request)
    organisation_id, api = request.path_params["organisation_id"], visitor_of(request).api
    consent_id = forms.text(form, "consent", 64)
    if consent_id:
        return await _act(request, form, api.hide_families(organisation_id, consent_id), "hide", "families-hidden")
    given_by, ends_on = forms.text(form, "given_by"), forms.text(form, "ends_on", 10)
    key = forms.text(form, "key", 64) or forms.new_key()
    asked = api.show_families(organisation_id, given_by, ends_on, key)
    return await _act(request, form, asked, "show", "families-shown")


async def _act(request: Request, form: FormData, asked: Awaitable[object], at: str, said: str) -> Response:
    then = done(f"/desk/{request.path_params['organisation_id']}/impact/families", said)
    return await attempt(request, asked, at=at, form=form, again=_families, then=then)


_HOME = "/desk/{organisation_id}/impact/families"
ROUTES = [
    Route(_HOME, families),
    Route(_HOME, say, methods=["POST"]),
    Route(f"{_HOME}/consent", show, methods=["POST"]),
]
