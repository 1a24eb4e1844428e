"""One certificate on its holder's desk: how it stands, what was said about it, and what its holder can do."""

import asyncio
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, wrong
from storefront.client import Api
from storefront.course import course_of
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.routes.review.certificate import evidence
from storefront.transport import Upload
from storefront.words import N_

_LONGEST_WORDS = 4000
_LONGEST_REASON = 2000


async def own(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    certificate_id, today = request.path_params["certificate_id"], datetime.now(UTC).date()
    held, conversation, appeals = await asyncio.gather(
        api.held_certificate(desk.id, certificate_id),
        api.conversation(certificate_id),
        api.appeals(certificate_id),
    )
    return page(
        request,
        "desk_certificate.html",
        status=refused.status,
        desk=desk,
        proof=held,
        course=course_of(held.history, valid_from=held.valid_from, valid_to=held.valid_to, today=today),
        today=today,
        conversation=conversation.data,
        appeals=appeals.data,
        refused=refused,
    )


async def tell(request: Request) -> Response:
    """Say something, add a document, hand it in: whatever of these the form holds, in this order."""
    form = await forms.read_form(request)
    words, document = forms.text(form, "words", _LONGEST_WORDS), await forms.file(form, "file")
    is_ready = forms.text(form, "mode", 10) == "submit"
    if not (words or document or is_ready):
        nothing = wrong(request, N_("Write something, or choose a document."), at="tell", given=forms.typed_texts(form))
        return await _page(request, nothing)
    asked = _told(visitor_of(request).api, request.path_params["certificate_id"], words, document, is_ready=is_ready)
    then = done(_here(request), "submitted" if is_ready else "certificate-told")
    return await attempt(request, asked, at="tell", form=form, again=_page, then=then)


async def _told(api: Api, certificate_id: str, words: str, document: Upload | None, *, is_ready: bool) -> None:
    if document is not None:
        await api.add_evidence(certificate_id, document, document[0])
    if words:
        await api.say(certificate_id, words)
    if is_ready:
        await api.submit_certificate(certificate_id)


async def appeal(request: Request) -> Response:
    """Object to the decision that counts. Somebody who had no part in it looks again."""
    form = await forms.read_form(request)
    reason = forms.text(form, "reason", _LONGEST_WORDS)
    asked = visitor_of(request).api.file_appeal(request.path_params["certificate_id"], reason)
    then = done(_here(request), "appeal-filed")
    return await attempt(request, asked, at="appeal", form=form, again=_page, then=then)


async def surrender(request: Request) -> Response:
    """Give it back, for good."""
    form = await forms.read_form(request)
    reason = forms.text(form, "reason", _LONGEST_REASON)
    asked = visitor_of(request).api.surrender_certificate(request.path_params["certificate_id"], reason)
    then = done(_here(request), "certificate-surrendered")
    return await attempt(request, asked, at="surrender", form=form, again=_page, then=then)


def _here(request: Request) -> str:
    """The page of the certificate, whatever of it is asked."""
    return f"/desk/{request.path_params['organisation_id']}/certificates/{request.path_params['certificate_id']}"


ROUTES = [
    Route("/desk/{organisation_id}/certificates/{certificate_id}", own),
    Route("/desk/{organisation_id}/certificates/{certificate_id}", tell, methods=["POST"]),
    Route("/desk/{organisation_id}/certificates/{certificate_id}/appeal", appeal, methods=["POST"]),
    Route("/desk/{organisation_id}/certificates/{certificate_id}/surrender", surrender, methods=["POST"]),
    Route("/desk/{organisation_id}/certificates/{certificate_id}/evidence/{evidence_id}", evidence),
]
