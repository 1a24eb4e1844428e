"""Statements that anyone can recompute: figures with their formulas, and the hash of what went in."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.pages import page, visitor_of
from storefront.statement import share_bars, shown_figures


async def statements(request: Request) -> Response:
    found = await visitor_of(request).api.statements({"cursor": request.query_params.get("cursor")})
    return page(request, "statements.html", is_public=True, statements=found)


async def statement(request: Request) -> Response:
    visitor = visitor_of(request)
    found = await visitor.api.statement(request.path_params["statement_id"])
    return page(
        request,
        "statement.html",
        is_public=True,
        statement=found,
        figures=shown_figures(found.document, visitor.language) if found.document else [],
        shares=share_bars(found.document, visitor.language) if found.document else [],
    )


ROUTES = [
    Route("/impact", statements),
    Route("/impact/{statement_id}", statement),
]
