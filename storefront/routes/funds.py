"""Funds and their open books."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.pages import page, visitor_of


async def funds(request: Request) -> Response:
    return page(request, "funds.html", is_public=True, funds=await visitor_of(request).api.funds())


async def fund(request: Request) -> Response:
    """What is in a fund, where it came from, and every use."""
    until = request.query_params.get("until")
    api, fund_id = visitor_of(request).api, request.path_params["fund_id"]
    book = await api.fund_book(fund_id, until)
    units = await api.fund_units(fund_id) if book.fund.kind == "labour_investment" else None
    return page(request, "fund.html", is_public=True, book=book, fund=book.fund, units=units)


async def lending(request: Request) -> Response:
    """By which terms a fund lends, what it screens by, and where its money sits."""
    found = await visitor_of(request).api.lending(request.path_params["fund_id"])
    return page(request, "fund_lending.html", is_public=True, lending=found)


ROUTES = [
    Route("/funds", funds),
    Route("/funds/{fund_id}", fund),
    Route("/funds/{fund_id}/lending", lending),
]
