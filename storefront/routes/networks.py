"""Networks: who belongs, how that came about, what members buy from each other."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.pages import page, visitor_of
from storefront.transport import ApiRefused

# A quarter is told a week after its end.
_SETTLING = timedelta(days=7)
_GROUPS = ("low", "lower_middle", "upper_middle", "high", "unknown")


async def networks(request: Request) -> Response:
    found = await visitor_of(request).api.networks(request.query_params.get("cursor"))
    return page(request, "networks.html", is_public=True, networks=found)


async def network(request: Request) -> Response:
    api, name = visitor_of(request).api, request.path_params["name"]
    found = await api.network(name)
    members, trend, record = await asyncio.gather(
        api.network_members(name, request.query_params.get("cursor")),
        api.network_purchases(name),
        api.record(name),
    )
    return page(request, "network.html", is_public=True, network=found, members=members, trend=trend, record=record)


async def self_identified(request: Request) -> Response:
    """Of the quarter asked for, else of the last that is told."""
    visitor = visitor_of(request)
    quarter = request.query_params.get("quarter", "")[:7] or _last_quarter((datetime.now(UTC) - _SETTLING).date())
    try:
        report = await visitor.api.self_identified(quarter)
    except ApiRefused as error:
        if error.status != 422:
            raise
        message = visitor.refusal(error)
        return page(request, "self_identified.html", status=422, quarter=quarter, report=None, message=message)
    return page(
        request, "self_identified.html", is_public=True, quarter=quarter, groups=_GROUPS, report=report, message=""
    )


def _last_quarter(today: date) -> str:
    number = (today.month - 1) // 3
    return f"{today.year}-Q{number}" if number else f"{today.year - 1}-Q4"


ROUTES = [
    Route("/networks", networks),
    Route("/networks/{name}", network),
    Route("/self-identified", self_identified),
]
