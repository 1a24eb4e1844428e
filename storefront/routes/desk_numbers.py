"""Numbers that a producer says of itself, as of the day on which it says them: how many members it has, and how many
families stand behind it. Others read them with a consent only."""

import asyncio
from collections.abc import Sequence

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import Again, attempt, done, wrong
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.desk import producers_membership
from storefront.routes.desk_stock import NO_COUNT, whole_count
from storefront.shapes.own_facts import Consent

_FAMILIES, _MEMBERS, _GENDERS = "families_total", "members_total", "members_by_gender"


async def families(request: Request) -> Response:
    return await _families(request, Refused())


async def _families(request: Request, refused: Refused) -> Response:
    return await _page(request, refused, "desk_families.html", [_FAMILIES])


async def say_families(request: Request) -> Response:
    """Say how many, or take it away."""
    form = await forms.read_form(request)
    return await _say(request, form, "families", whole_count(form, "families"), _families)


async def show_families(request: Request) -> Response:
    """Write down who agreed that everybody reads it, or take that back."""
    return await _show(request, await forms.read_form(request), _FAMILIES, _families)


async def heads(request: Request) -> Response:
    return await _heads(request, Refused())


async def _heads(request: Request, refused: Refused) -> Response:
    return await _page(request, refused, "desk_heads.html", [_MEMBERS, _GENDERS])


async def say_heads(request: Request) -> Response:
    """Say a head count, or take it away. Who is counted neither as a woman nor as a man is unknown to the API."""
    form = await forms.read_form(request)
    typed = [name for name in ("total", "women", "men") if name == "total" or forms.text(form, name, 12)]
    numbers = {name: number for name in typed if (number := whole_count(form, name)) is not None}
    return await _say(request, form, "members", numbers if len(numbers) == len(typed) else None, _heads)


async def show_heads(request: Request) -> Response:
    """Write down who agreed that everybody reads it, or take that back."""
    form = await forms.read_form(request)
    subject = _GENDERS if forms.text(form, "subject", 30) == _GENDERS else _MEMBERS
    return await _show(request, form, subject, _heads)


async def _page(request: Request, refused: Refused, template: str, subjects: Sequence[str]) -> Response:
    """With what was said, and the consents that hold, by what each is for."""
    api, desk = visitor_of(request).api, await producers_membership(request)
    facts, newest = await asyncio.gather(
        api.own_facts(desk.id), asyncio.gather(*(api.newest_consent(desk.id, subject) for subject in subjects))
    )
    consents: dict[str, Consent] = {
        subject: one for subject, found in zip(subjects, newest, strict=True) for one in found.data if one.is_live
    }
    return page(
        request,
        template,
        status=refused.status,
        desk=desk,
        facts=facts,
        consents=consents,
        key=refused.typed("show", "key") or forms.new_key(),
        refused=refused,
    )


async def _say(
    request: Request, form: FormData, name: str, number: int | dict[str, int] | None, again: Again
) -> Response:
    """`number` is None where what was typed is none."""
    api, is_gone = visitor_of(request).api, forms.text(form, "act", 10) == "gone"
    if number is None and not is_gone:
        return await again(request, wrong(request, NO_COUNT, at="say", given=forms.typed_texts(form)))
    changes = {name: None if is_gone else number}
    asked = api.state_facts(request.path_params["organisation_id"], changes, forms.version_of(form))
    then = done(request.url.path, "number-gone" if is_gone else "number-said")
    return await attempt(request, asked, at="say", form=form, again=again, then=then)


async def _show(request: Request, form: FormData, subject: str, again: Again) -> Response:
    """Write a consent down, or take back the one that the form names."""
    api, organisation_id = visitor_of(request).api, request.path_params["organisation_id"]
    home, consent_id = request.url.path.removesuffix("/consent"), forms.text(form, "consent", 64)
    if consent_id:
        asked, at, then = api.withdraw_consent(organisation_id, consent_id), "hide", done(home, "number-hidden")
        return await attempt(request, asked, at=at, form=form, again=again, then=then)
    given_by, ends_on = forms.text(form, "given_by"), forms.text(form, "ends_on", 10)
    key = forms.text(form, "key", 64) or forms.new_key()
    asked = api.give_consent(organisation_id, subject, given_by, ends_on, key)
    return await attempt(request, asked, at="show", form=form, again=again, then=done(home, "number-shown"))


_OF_FAMILIES, _OF_MEMBERS = "/desk/{organisation_id}/impact/families", "/desk/{organisation_id}/impact/members"
ROUTES = [
    Route(_OF_FAMILIES, families),
    Route(_OF_FAMILIES, say_families, methods=["POST"]),
    Route(f"{_OF_FAMILIES}/consent", show_families, methods=["POST"]),
    Route(_OF_MEMBERS, heads),
    Route(_OF_MEMBERS, say_heads, methods=["POST"]),
    Route(f"{_OF_MEMBERS}/consent", show_heads, methods=["POST"]),
]
