"""What a producer prints: packing slips and address labels."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from storefront.downloads import passed_on
from storefront.pages import visitor_of
from storefront.transport import ApiRefused

_OF_ONE = frozenset({"packing-slip", "label"})
_OF_ALL = frozenset({"packing-slips", "labels"})
_SIZES = frozenset({"a6", "a4"})


async def print_one(request: Request) -> Response:
    """The slip or the label of a parcel."""
    kind = request.path_params["kind"]
    if kind not in _OF_ONE:
        raise HTTPException(404)
    return passed_on(await visitor_of(request).api.paper_of(request.path_params["parcel_id"], kind))


async def print_all(request: Request) -> Response:
    """Those of everything that waits to be packed; the desk, when nothing waits any more."""
    kind, size = request.path_params["kind"], request.query_params.get("paper", "")
    if kind not in _OF_ALL:
        raise HTTPException(404)
    organisation_id = request.path_params["organisation_id"]
    try:
        found = await visitor_of(request).api.papers(organisation_id, kind, size if size in _SIZES else "")
    except ApiRefused as error:
        if error.code != "nothing_to_pack":
            raise
        return RedirectResponse(f"/desk/{organisation_id}", status_code=303)
    return passed_on(found)


ROUTES = [
    Route("/desk/{organisation_id}/print/{kind}", print_all),
    Route("/desk/{organisation_id}/parcels/{parcel_id}/{kind}", print_one),
]
