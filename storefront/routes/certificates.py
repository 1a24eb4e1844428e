"""A producer's certificates: the list, a new one with its document, handing it in."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.forms import Complaints
from storefront.pages import go, page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.transport import ApiRefused, Upload

_FIELDS = {"scheme": 40, "number": 80, "valid_from": 10, "valid_to": 10, "issued_by": 200, "statement": 500}


async def own(request: Request) -> Response:
    return await _page(request, dict.fromkeys(_FIELDS, ""), Complaints(), 200)


async def _page(request: Request, given: dict[str, str], complaints: Complaints, status: int) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    certificates, schemes = await asyncio.gather(api.own_certificates(desk.id), api.schemes())
    return page(
        request,
        "desk_certificates.html",
        status=status,
        desk=desk,
        certificates=certificates.data,
        schemes=schemes.data,
        given=given,
        complaints=complaints,
    )


async def create(request: Request) -> Response:
    """Keep a draft; with a document it is handed in at once."""
    visitor = visitor_of(request)
    organisation_id = request.path_params["organisation_id"]
    form = await forms.read_form(request)
    given = {name: forms.text(form, name, limit) for name, limit in _FIELDS.items()}
    document = await forms.file(form, "file")
    body: dict[str, object] = {name: value for name, value in given.items() if value}
    try:
        draft = await visitor.api.new_certificate(organisation_id, body)
    except ApiRefused as error:
        if error.status in {401, 404}:
            raise
        return await _page(request, given, forms.complaints(error, visitor.refusal(error)), error.status)
    if document is None:
        return go(f"/desk/{organisation_id}/certificates", "draft-kept")
    return await _hand_in(request, draft.id, given, document, is_ready=True)


async def add_evidence(request: Request) -> Response:
    """A document for a draft, or for a question a verifier asked; then hand it in, if that was the wish."""
    form = await forms.read_form(request)
    document = await forms.file(form, "file")
    is_ready = forms.text(form, "mode", 10) == "submit"
    certificate_id = forms.text(form, "certificate", 64)
    return await _hand_in(request, certificate_id, dict.fromkeys(_FIELDS, ""), document, is_ready=is_ready)


async def _hand_in(
    request: Request, certificate_id: str, given: dict[str, str], document: Upload | None, *, is_ready: bool
) -> Response:
    visitor = visitor_of(request)
    try:
        if document is not None:
            await visitor.api.add_evidence(certificate_id, document, document[0])
        if is_ready:
            await visitor.api.submit_certificate(certificate_id)
    except ApiRefused as error:
        if error.status in {401, 404}:
            raise
        return await _page(request, given, Complaints(visitor.refusal(error)), error.status)
    said = "submitted" if is_ready else "draft-kept"
    return go(f"/desk/{request.path_params['organisation_id']}/certificates", said)


ROUTES = [
    Route("/desk/{organisation_id}/certificates", own),
    Route("/desk/{organisation_id}/certificates", create, methods=["POST"]),
    Route("/desk/{organisation_id}/certificates/evidence", add_evidence, methods=["POST"]),
]
