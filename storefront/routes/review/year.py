"""What a federation did in a year, to read and to take along."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.downloads import passed_on
from storefront.pages import page, visitor_of
from storefront.routes.desk import desk_membership

_EARLIEST = 2000


async def year(request: Request) -> Response:
    desk, wanted = await desk_membership(request), _wanted(request)
    found = await visitor_of(request).api.verification_year(desk.id, wanted)
    return page(
        request, "review_year.html", desk=desk, report=found, earliest=_EARLIEST, this_year=datetime.now(UTC).year
    )


async def year_file(request: Request) -> Response:
    organisation_id = request.path_params["organisation_id"]
    return passed_on(await visitor_of(request).api.verification_year_file(organisation_id, _wanted(request)))


def _wanted(request: Request) -> int:
    """The year that was asked for; this one when there is no such year."""
    asked, now = request.query_params.get("year", ""), datetime.now(UTC).year
    is_year = asked.isascii() and asked.isdecimal() and len(asked) == 4
    return int(asked) if is_year and _EARLIEST <= int(asked) <= now else now


ROUTES = [
    Route("/review/{organisation_id}/year", year),
    Route("/review/{organisation_id}/year.csv", year_file),
]
