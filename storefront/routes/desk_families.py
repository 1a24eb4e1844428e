"""How many producing families stand behind a producer: said by itself, and read by others with a consent only."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, wrong
from storefront.consents import consent, live_consents
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.desk import producers_membership
from storefront.routes.desk_stock import NO_COUNT, whole_count

_SUBJECT = "families_total"


async def families(request: Request) -> Response:
    return await _families(request, Refused())


async def _families(request: Request, refused: Refused) -> Response:
    desk = await producers_membership(request)
    own_facts = visitor_of(request).api.own_facts(desk.id)
    facts, consents = await asyncio.gather(own_facts, live_consents(request, [_SUBJECT]))
    return page(
        request,
        "desk_families.html",
        status=refused.status,
        desk=desk,
        facts=facts,
        consent=consents.get(_SUBJECT),
        key=refused.typed("show", "key") or forms.new_key(),
        refused=refused,
    )


async def say(request: Request) -> Response:
    """Say a number, of today; or take it away."""
    form = await forms.read_form(request)
    organisation_id, api = request.path_params["organisation_id"], visitor_of(request).api
    is_gone = forms.text(form, "act", 10) == "gone"
    number = None if is_gone else whole_count(form, "families")
    if number is None and not is_gone:
        return await _families(request, wrong(request, NO_COUNT, at="say", given=forms.typed_texts(form)))
    asked = api.state_facts(organisation_id, {"families": number}, forms.version_of(form))
    then = done(request.url.path, "number-gone" if is_gone else "number-said")
    return await attempt(request, asked, at="say", form=form, again=_families, then=then)


async def show(request: Request) -> Response:
    """Write down who agreed that everybody reads it, or take that back."""
    return await consent(request, await forms.read_form(request), _SUBJECT, _families)


_HOME = "/desk/{organisation_id}/impact/families"
ROUTES = [
    Route(_HOME, families),
    Route(_HOME, say, methods=["POST"]),
    Route(f"{_HOME}/consent", show, methods=["POST"]),
]
