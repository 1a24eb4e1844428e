"""Who agreed that everybody reads a number that an organisation says of itself: written down, and taken back."""

import asyncio
from collections.abc import Sequence

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from storefront import forms
from storefront.acting import Again, attempt, done
from storefront.pages import visitor_of
from storefront.shapes.own_facts import Consent


async def live_consents(request: Request, subjects: Sequence[str]) -> dict[str, Consent]:
    """By what each is for."""
    api, organisation_id = visitor_of(request).api, request.path_params["organisation_id"]
    pages = await asyncio.gather(*(api.newest_consent(organisation_id, subject) for subject in subjects))
    newest = zip(subjects, (found.data for found in pages), strict=True)
    return {subject: one for subject, found in newest for one in found if one.is_live}


async def consent(request: Request, form: FormData, subject: str, again: Again) -> Response:
    """Write down who agreed, or take back the consent that the form names."""
    api, organisation_id = visitor_of(request).api, request.path_params["organisation_id"]
    home, consent_id = request.url.path.removesuffix("/consent"), forms.text(form, "consent", 64)
    if consent_id:
        asked, at, then = api.withdraw_consent(organisation_id, consent_id), "hide", done(home, "number-hidden")
        return await attempt(request, asked, at=at, form=form, again=again, then=then)
    given_by, ends_on = forms.text(form, "given_by"), forms.text(form, "ends_on", 10)
    key = forms.text(form, "key", 64) or forms.new_key()
    asked = api.give_consent(organisation_id, subject, given_by, ends_on, key)
    return await attempt(request, asked, at="show", form=form, again=again, then=done(home, "number-shown"))
