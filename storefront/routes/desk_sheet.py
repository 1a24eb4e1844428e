"""Prices and stock by a sheet: out, in, looked at, applied."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import done, refusal_of, wrong
from storefront.downloads import passed_on
from storefront.forms import Refused
from storefront.pages import go, page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.transport import ApiRefused
from storefront.words import N_

_FORMATS = ("xlsx", "csv")


async def sheet(request: Request) -> Response:
    return await _sheet(request, Refused())


async def _sheet(request: Request, refused: Refused) -> Response:
    """The page, with what the sheet of the address would change or has changed."""
    api, desk = visitor_of(request).api, await desk_membership(request)
    wanted = request.query_params.get("sheet", "")[:64]
    found = await api.sheet(desk.id, wanted) if wanted else None
    return page(request, "desk_sheet.html", status=refused.status, desk=desk, sheet=found, refused=refused)


async def download(request: Request) -> Response:
    """The sheet as it is now."""
    written_as = request.query_params.get("format", "")
    organisation_id = request.path_params["organisation_id"]
    found = await visitor_of(request).api.blank_sheet(organisation_id, written_as if written_as in _FORMATS else "xlsx")
    return passed_on(found)


async def check(request: Request) -> Response:
    """Read a sheet and show what it would change."""
    organisation_id = request.path_params["organisation_id"]
    form = await forms.read_form(request)
    chosen = await forms.file(form, "file")
    if chosen is None:
        return await _sheet(request, wrong(request, N_("Please choose a file."), at="check", given={}))
    try:
        read = await visitor_of(request).api.check_sheet(organisation_id, chosen)
    except ApiRefused as error:
        if error.status in {401, 404}:
            raise
        return await _sheet(request, refusal_of(request, error, at="check", given={}))
    return go(f"/desk/{organisation_id}/products/sheet?sheet={read.id}#preview")


async def apply(request: Request) -> Response:
    """Do what was shown."""
    organisation_id = request.path_params["organisation_id"]
    form = await forms.read_form(request)
    sheet_id = forms.text(form, "sheet", 64)
    try:
        await visitor_of(request).api.apply_sheet(organisation_id, sheet_id)
    except ApiRefused as error:
        if error.status in {401, 404}:
            raise
        return await _sheet(request, refusal_of(request, error, at="apply", given={}))
    return done(f"/desk/{organisation_id}/products/sheet?sheet={sheet_id}", "sheet-applied")


ROUTES = [
    Route("/desk/{organisation_id}/products/sheet", sheet),
    Route("/desk/{organisation_id}/products/sheet", check, methods=["POST"]),
    Route("/desk/{organisation_id}/products/sheet/file", download),
    Route("/desk/{organisation_id}/products/sheet/apply", apply, methods=["POST"]),
]
