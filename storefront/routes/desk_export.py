"""A producer's catalogue, to take along."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.downloads import passed_on
from storefront.pages import visitor_of


async def take_out(request: Request) -> Response:
    """The file as the API writes it, in the format that the form names."""
    code = request.query_params.get("format", "sheet")[:40]
    return passed_on(await visitor_of(request).api.export_catalogue(request.path_params["organisation_id"], code))


ROUTES = [Route("/desk/{organisation_id}/catalogue/export", take_out)]
