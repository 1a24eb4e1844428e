"""Signed documents, passed on from the API so that a page checks them without speaking to another origin."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.pages import visitor_of
from storefront.routes.impact import STATEMENT_AT, secret_of
from storefront.transport import Bytes

# It is data for the script of the proof page; opened on its own it can do nothing.
_HEADERS = {"Cache-Control": "no-cache", "Content-Security-Policy": "default-src 'none'; sandbox"}


async def credential(request: Request) -> Response:
    return _passed_on(await visitor_of(request).api.credential(request.path_params["certificate_id"]))


async def issuer(request: Request) -> Response:
    return _passed_on(await visitor_of(request).api.issuer(request.path_params["organisation_id"]))


async def statement_document(request: Request) -> Response:
    found = await visitor_of(request).api.statement_document(request.path_params["statement_id"], secret_of(request))
    return _passed_on(found)


async def statement_inclusion(request: Request) -> Response:
    order = request.query_params.get("order", "")[:64]
    statement_id = request.path_params["statement_id"]
    found = await visitor_of(request).api.statement_inclusion(statement_id, order, secret_of(request))
    return _passed_on(found)


async def market(request: Request) -> Response:
    return _passed_on(await visitor_of(request).api.market_issuer())


async def status_list(request: Request) -> Response:
    return _passed_on(await visitor_of(request).api.status_list(request.path_params["status_list_id"]))


def _passed_on(found: Bytes) -> Response:
    return Response(found.content, media_type="application/json", headers=_HEADERS)


ROUTES = [
    Route("/proof/{certificate_id}/credential", credential),
    *(Route(f"{at}/signed", statement_document) for at in STATEMENT_AT),
    *(Route(f"{at}/inclusion", statement_inclusion) for at in STATEMENT_AT),
    Route("/issuer-of-statements", market),
    Route("/issuers/{organisation_id}", issuer),
    Route("/status-lists/{status_list_id}", status_list),
]
