"""Statements that anyone can recompute: figures with their formulas, pictures of them, and the hash of what went in."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.downloads import passed_on
from storefront.pages import page, visitor_of
from storefront.shapes.statement_forms import Series
from storefront.statement import share_bars, shown_figures
from storefront.statement_pictures import pictures_of
from storefront.transport import ApiRefused

_FORMS = ("pdf", "csv", "jsonld")


async def statements(request: Request) -> Response:
    found = await visitor_of(request).api.statements({"cursor": request.query_params.get("cursor")})
    return page(request, "statements.html", is_public=True, statements=found)


async def statement(request: Request) -> Response:
    visitor, statement_id = visitor_of(request), request.path_params["statement_id"]
    found = await visitor.api.statement(statement_id)
    if found.document is None:
        return page(request, "statement.html", is_public=True, statement=found, reading=None)
    reading, series = await asyncio.gather(visitor.api.statement_reading(statement_id), _series(request, statement_id))
    return page(
        request,
        "statement.html",
        is_public=True,
        statement=found,
        reading=reading,
        figures=shown_figures(reading, visitor.language),
        shares=share_bars(reading, visitor.language),
        pictures=pictures_of(reading.split, series),
        series=series,
    )


async def _series(request: Request, statement_id: str) -> Series | None:
    """None while the API has none: the statement is whole without its pictures."""
    try:
        return await visitor_of(request).api.statement_series(statement_id)
    except ApiRefused:
        return None


async def form(request: Request) -> Response:
    """A statement as a file, in the visitor's language."""
    asked = request.path_params["form"]
    if asked not in _FORMS:
        return page(request, "missing.html", status=404)
    return passed_on(await visitor_of(request).api.statement_form(request.path_params["statement_id"], asked))


async def comparison(request: Request) -> Response:
    found = await visitor_of(request).api.comparison()
    return page(request, "comparison.html", is_public=True, comparison=found)


ROUTES = [
    Route("/impact", statements),
    Route("/impact/comparison", comparison),
    Route("/impact/{statement_id}", statement),
    Route("/impact/{statement_id}/document.{form}", form),
]
