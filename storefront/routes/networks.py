"""Networks: who belongs, how that came about, what members buy from each other."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.pages import page, visitor_of


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


ROUTES = [Route("/networks", networks), Route("/networks/{name}", network)]
