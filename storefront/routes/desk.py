"""A producer's desk: parcels, money, catalogue, certificates."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.pages import go, page, visitor_of
from storefront.shapes.account import Membership
from storefront.transport import ApiRefused


async def desk_membership(request: Request) -> Membership:
    """The visitor's part in the organisation of the address. Raises HTTPException 404 when they have none."""
    me = await visitor_of(request).api.me()
    found = me.membership(request.path_params["organisation_id"])
    if found is None:
        raise HTTPException(404)
    return found


async def parcels(request: Request) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    found = await api.parcels(desk.id, request.query_params.get("cursor"))
    return page(
        request,
        "desk_parcels.html",
        desk=desk,
        to_pack=[one for one in found.data if one.state == "to_pack"],
        others=[one for one in found.data if one.state != "to_pack"],
        parcels=found,
        money=await api.money(desk.id),
    )


async def ship(request: Request) -> Response:
    form = await forms.read_form(request)
    await visitor_of(request).api.ship(forms.text(form, "parcel", 64), forms.text(form, "tracking", 100))
    return go(f"/desk/{request.path_params['organisation_id']}", "shipped")


async def deliver(request: Request) -> Response:
    form = await forms.read_form(request)
    await visitor_of(request).api.deliver(forms.text(form, "parcel", 64))
    return go(f"/desk/{request.path_params['organisation_id']}", "delivered")


async def money(request: Request) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    balance, payouts = await asyncio.gather(
        api.money(desk.id),
        api.payouts(desk.id, request.query_params.get("cursor")),
    )
    return page(request, "desk_money.html", desk=desk, money=balance, payouts=payouts)


async def catalogue(request: Request) -> Response:
    return await _catalogue(request, "", 200)


async def _catalogue(request: Request, message: str, status: int) -> Response:
    """The desk's products and earlier files, with the report of the file that the address names."""
    api, desk = visitor_of(request).api, await desk_membership(request)
    products, imports = await asyncio.gather(
        api.own_products(desk.id, request.query_params.get("cursor")),
        api.imports(desk.id),
    )
    wanted = request.query_params.get("import")
    return page(
        request,
        "desk_catalogue.html",
        status=status,
        desk=desk,
        products=products,
        imports=imports.data,
        report=next((one for one in imports.data if one.id == wanted), None),
        message=message,
    )


async def import_catalogue(request: Request) -> Response:
    """Check a file, or take it over; either way its report is kept and shown next."""
    visitor = visitor_of(request)
    organisation_id = request.path_params["organisation_id"]
    form = await forms.read_form(request)
    chosen = await forms.file(form, "file")
    if chosen is None:
        return await _catalogue(request, visitor.say("Please choose a file."), 422)
    is_dry_run = forms.text(form, "mode", 10) != "apply"
    try:
        report = await visitor.api.import_catalogue(organisation_id, chosen, is_dry_run=is_dry_run)
    except ApiRefused as error:
        if error.status in {401, 404}:
            raise
        return await _catalogue(request, visitor.refusal(error), error.status)
    return go(f"/desk/{organisation_id}/catalogue?import={report.id}#report")


ROUTES = [
    Route("/desk/{organisation_id}", parcels),
    Route("/desk/{organisation_id}/ship", ship, methods=["POST"]),
    Route("/desk/{organisation_id}/deliver", deliver, methods=["POST"]),
    Route("/desk/{organisation_id}/money", money),
    Route("/desk/{organisation_id}/catalogue", catalogue),
    Route("/desk/{organisation_id}/catalogue", import_catalogue, methods=["POST"]),
]
