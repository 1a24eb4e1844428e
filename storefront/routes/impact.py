"""Statements that anyone can recompute: figures with their formulas, pictures of them, and the hash of what went in."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt
from storefront.downloads import passed_on
from storefront.forms import Refused
from storefront.pages import go, page, shop_of, visitor_of
from storefront.shapes.statement_forms import Series
from storefront.statement import share_bars, shown_figures
from storefront.statement_pictures import pictures_of
from storefront.transport import ApiRefused

_FORMS = ("pdf", "csv", "jsonld")
STATEMENT_AT = ("/impact/{statement_id}", "/orders/{order_id}/statement/{statement_id}")
"""Where a statement lies. Below its order, a guest's secret opens it."""


def secret_of(request: Request) -> str | None:
    """What opens the order of the address, for a guest."""
    order_id = request.path_params.get("order_id")
    return shop_of(request).jar.order_secret(request, order_id) if order_id else None


async def statements(request: Request) -> Response:
    found = await visitor_of(request).api.statements({"cursor": request.query_params.get("cursor")})
    return page(request, "statements.html", is_public=True, statements=found)


async def statement(request: Request) -> Response:
    return await _statement(request, Refused())


async def _statement(request: Request, refused: Refused) -> Response:
    api, statement_id, secret = visitor_of(request).api, request.path_params["statement_id"], secret_of(request)
    found = await api.statement(statement_id, secret)
    if request.headers.get("HX-Request") and not found.is_waiting:
        # The page that waited becomes another one, with a script of its own.
        return Response(headers={"HX-Refresh": "true", "Cache-Control": "no-store"})
    at, is_public = _at(request), not found.is_private
    if found.document is None:
        return page(
            request,
            "statement_waiting.html",
            status=refused.status,
            is_public=is_public,
            statement=found,
            at=at,
            may_cancel=visitor_of(request).is_signed_in or secret is not None,
            refused=refused,
        )
    reading, series = await asyncio.gather(
        api.statement_reading(statement_id, secret), _series(request, statement_id, secret)
    )
    return page(
        request,
        "statement.html",
        status=refused.status,
        is_public=is_public,
        statement=found,
        at=at,
        reading=reading,
        figures=shown_figures(reading, visitor_of(request).language),
        shares=share_bars(reading, visitor_of(request).language),
        pictures=pictures_of(reading.split, series),
        series=series,
        refused=refused,
    )


async def _series(request: Request, statement_id: str, secret: str | None) -> Series | None:
    """None while the API has none: the statement is whole without its pictures."""
    try:
        return await visitor_of(request).api.statement_series(statement_id, secret)
    except ApiRefused:
        return None


async def cancel(request: Request) -> Response:
    """Call off a statement that is not finished."""
    form = await forms.read_form(request)
    asked = visitor_of(request).api.cancel_statement(request.path_params["statement_id"], secret_of(request))
    return await attempt(request, asked, at="cancel", form=form, again=_statement, then=go(_at(request)))


async def form(request: Request) -> Response:
    """A statement as a file, in the visitor's language."""
    asked = request.path_params["form"]
    if asked not in _FORMS:
        return page(request, "missing.html", status=404)
    found = await visitor_of(request).api.statement_form(request.path_params["statement_id"], asked, secret_of(request))
    return passed_on(found)


async def facts(request: Request) -> Response:
    """What it was computed from, line by line."""
    return passed_on(
        await visitor_of(request).api.statement_facts(request.path_params["statement_id"], secret_of(request))
    )


async def comparison(request: Request) -> Response:
    found = await visitor_of(request).api.comparison()
    return page(request, "comparison.html", is_public=True, comparison=found)


def _at(request: Request) -> str:
    """The address of the statement itself."""
    where = STATEMENT_AT["order_id" in request.path_params]
    return where.format(**request.path_params)


ROUTES = [
    Route("/impact", statements),
    Route("/impact/comparison", comparison),
    *(Route(at, statement) for at in STATEMENT_AT),
    *(Route(f"{at}/cancel", cancel, methods=["POST"]) for at in STATEMENT_AT),
    *(Route(f"{at}/document.{{form}}", form) for at in STATEMENT_AT),
    *(Route(f"{at}/facts.jsonl", facts) for at in STATEMENT_AT),
]
