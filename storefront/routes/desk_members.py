"""Who may act for an organisation: the list on its desk, and the page that an invitation's link leads to."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, refusal_of
from storefront.forms import Refused
from storefront.pages import go, page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.transport import ApiRefused

_ROLES = ("member", "steward")


async def members(request: Request) -> Response:
    return await _members(request, Refused())


async def _members(request: Request, refused: Refused) -> Response:
    desk = await desk_membership(request)
    found = await visitor_of(request).api.members(desk.id)
    return page(
        request,
        "desk_members.html",
        status=refused.status,
        desk=desk,
        members=found,
        roles=_ROLES,
        refused=refused,
    )


async def invite(request: Request) -> Response:
    """The link is in this answer alone, so no other page is gone to."""
    desk, form = await desk_membership(request), await forms.read_form(request)
    name = forms.text(form, "name", 200)
    try:
        made = await visitor_of(request).api.invite_member(desk.id, name, _role(forms.text(form, "role", 10)))
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _members(request, refusal_of(request, error, at="invite", given=forms.typed_texts(form)))
    return page(request, "member_link.html", desk=desk, made=made, name=name)


async def withdraw(request: Request) -> Response:
    form = await forms.read_form(request)
    invitation_id = forms.text(form, "invitation", 64)
    asked = visitor_of(request).api.withdraw_invitation(invitation_id)
    then = done(_home(request), "invitation-withdrawn")
    return await attempt(request, asked, at=f"invitation-{invitation_id}", form=form, again=_members, then=then)


async def set_role(request: Request) -> Response:
    form = await forms.read_form(request)
    person_id, role = forms.text(form, "person", 64), _role(forms.text(form, "role", 10))
    asked = visitor_of(request).api.set_role(request.path_params["organisation_id"], person_id, role)
    then = done(_home(request), "member-role")
    return await attempt(request, asked, at=f"member-{person_id}", form=form, again=_members, then=then)


async def take_off(request: Request) -> Response:
    """Somebody else, or oneself: then there is no desk to come back to."""
    form = await forms.read_form(request)
    person_id = forms.text(form, "person", 64)
    is_self = person_id == (await visitor_of(request).api.me()).id
    asked = visitor_of(request).api.take_off(request.path_params["organisation_id"], person_id)
    then = go("/account", "member-left") if is_self else done(_home(request), "member-off")
    return await attempt(request, asked, at=f"member-{person_id}", form=form, again=_members, then=then)


async def ask_join(request: Request) -> Response:
    """What the link offers. It does nothing by itself, since mail programs open links too: the button does."""
    token = request.query_params.get("token", "")[:128]
    try:
        offered = await visitor_of(request).api.read_invitation(token)
    except ApiRefused as error:
        if error.status == 401:
            return go(f"/sign-in?next={quote(f'/join?token={quote(token)}', safe='')}")
        return _no_invitation(request, error)
    return page(request, "join.html", offered=offered, token=token, message="")


async def join(request: Request) -> Response:
    form = await forms.read_form(request)
    try:
        joined = await visitor_of(request).api.join(forms.text(form, "token", 128))
    except ApiRefused as error:
        if error.status == 401:
            raise
        return _no_invitation(request, error)
    return go(f"/desk/{quote(joined.organisation_id)}/members", "joined")


def _no_invitation(request: Request, error: ApiRefused) -> Response:
    message = visitor_of(request).refusal(error)
    return page(request, "join.html", status=error.status, offered=None, token="", message=message)


def _role(text: str) -> str:
    return text if text in _ROLES else "member"


def _home(request: Request) -> str:
    return f"/desk/{request.path_params['organisation_id']}/members"


ROUTES = [
    Route("/join", ask_join),
    Route("/join", join, methods=["POST"]),
    Route("/desk/{organisation_id}/members", members),
    Route("/desk/{organisation_id}/members", invite, methods=["POST"]),
    Route("/desk/{organisation_id}/members/withdraw", withdraw, methods=["POST"]),
    Route("/desk/{organisation_id}/members/role", set_role, methods=["POST"]),
    Route("/desk/{organisation_id}/members/off", take_off, methods=["POST"]),
]
