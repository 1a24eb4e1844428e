"""How many members a producer has, and how many of them are women and men: said by itself, and read by others with a
consent only."""

import asyncio

from starlette.datastructures import FormData
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

_SUBJECTS = ("members_total", "members_by_gender")
# Who is in neither of these is counted as unknown by the API.
_GENDERS = ("women", "men")


async def heads(request: Request) -> Response:
    return await _heads(request, Refused())


async def _heads(request: Request, refused: Refused) -> Response:
    desk = await producers_membership(request)
    own_facts = visitor_of(request).api.own_facts(desk.id)
    facts, consents = await asyncio.gather(own_facts, live_consents(request, _SUBJECTS))
    return page(
        request,
        "desk_heads.html",
        status=refused.status,
        desk=desk,
        facts=facts,
        consents=consents,
        key=refused.typed("show", "key") or forms.new_key(),
        refused=refused,
    )


async def say(request: Request) -> Response:
    """Say a head count, of today; or take it away."""
    form = await forms.read_form(request)
    organisation_id, api = request.path_params["organisation_id"], visitor_of(request).api
    is_gone = forms.text(form, "act", 10) == "gone"
    counted = None if is_gone else _counted(form)
    if counted is None and not is_gone:
        return await _heads(request, wrong(request, NO_COUNT, at="say", given=forms.typed_texts(form)))
    asked = api.state_facts(organisation_id, {"members": counted}, forms.version_of(form))
    then = done(request.url.path, "number-gone" if is_gone else "number-said")
    return await attempt(request, asked, at="say", form=form, again=_heads, then=then)


async def show(request: Request) -> Response:
    """Write down who agreed that everybody reads it, or take that back."""
    form = await forms.read_form(request)
    subject = _SUBJECTS[forms.text(form, "subject", 30) == _SUBJECTS[1]]
    return await consent(request, form, subject, _heads)


def _counted(form: FormData) -> dict[str, int] | None:
    """The count as the API takes it; None where anything typed is no number."""
    typed = [name for name in ("total", *_GENDERS) if name == "total" or forms.text(form, name, 12)]
    numbers = {name: whole_count(form, name) for name in typed}
    counted = {name: number for name, number in numbers.items() if number is not None}
    return counted if len(counted) == len(numbers) else None


_HOME = "/desk/{organisation_id}/impact/members"
ROUTES = [
    Route(_HOME, heads),
    Route(_HOME, say, methods=["POST"]),
    Route(f"{_HOME}/consent", show, methods=["POST"]),
]
