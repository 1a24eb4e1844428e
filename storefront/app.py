"""The storefront as an ASGI application. Start: `python -m uvicorn --factory storefront.app:create_storefront`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from storefront import policy_reports
from storefront.cookies import Jar
from storefront.guard import EveryAnswer, OwnPagesOnly
from storefront.pages import Shop, go, page, shop_of, visitor_of
from storefront.routes import ROUTES
from storefront.settings import Settings, read_settings
from storefront.transport import ApiRefused, ApiUnavailable, open_http

_STATIC = Path(__file__).parent / "static"
_log = structlog.get_logger("storefront")


class _Static(StaticFiles):
    """Style sheet and script. Their addresses carry no version, so a browser asks again after an hour."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


def create_storefront(
    settings: Settings | None = None,
    api: httpx2.AsyncBaseTransport | None = None,
    reports: policy_reports.PolicyReports | None = None,
) -> Starlette:
    """The application. For tests: `api` is another way to the API than the network, `reports` has another clock."""
    chosen = settings or read_settings()
    shop = Shop(chosen, open_http(chosen.api_url, api), Jar(chosen.is_https))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with shop.http:
            yield

    app = Starlette(
        routes=[
            Route("/livez", _livez),
            Route(policy_reports.PATH, (reports or policy_reports.PolicyReports()).receive, methods=["POST"]),
            Mount("/static", _Static(directory=_STATIC)),
            *ROUTES,
        ],
        middleware=[
            # Our pages hold no secret beside a visitor's words, so compressing them gives nothing away.
            Middleware(GZipMiddleware, minimum_size=800),
            Middleware(
                EveryAnswer,
                form_origins=(*chosen.checkout_origins, *chosen.onboarding_origins),
                is_https=chosen.is_https,
            ),
            Middleware(OwnPagesOnly, storefront_url=chosen.storefront_url),
        ],
        exception_handlers={
            ApiRefused: _on_refusal,
            ApiUnavailable: _on_unavailable,
            HTTPException: _on_http,
            Exception: _on_fault,
        },
        lifespan=lifespan,
    )
    app.state.shop = shop
    return app


async def _livez(request: Request) -> Response:
    return PlainTextResponse("alive")


async def _on_refusal(request: Request, error: Exception) -> Response:
    """A refusal that its page had no better answer to."""
    assert isinstance(error, ApiRefused)
    if error.status == 401:
        response = go(f"/sign-in?next={request.url.path}" if request.method == "GET" else "/sign-in")
        if visitor_of(request).is_signed_in:
            shop_of(request).jar.drop_token(response)
        return response
    if error.status == 404:
        return page(request, "missing.html", status=404)
    message = visitor_of(request).refusal(error)
    return page(request, "refused.html", status=error.status, message=message)


async def _on_unavailable(request: Request, error: Exception) -> Response:
    response = page(request, "unavailable.html", status=503)
    response.headers["Retry-After"] = "5"
    return response


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return page(request, "missing.html", status=404)
    return page(request, "refused.html", status=error.status_code, message=error.detail)


async def _on_fault(request: Request, error: Exception) -> Response:
    _log.error("fault", path=request.url.path, error=type(error).__name__)
    return page(request, "fault.html", status=500)
