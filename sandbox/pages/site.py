"""The pages and controls as one app, with the headers that every answer gets."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.control import control_routes
from sandbox.errors import ApiError
from sandbox.pages.dashboard import dashboard_routes
from sandbox.pages.onboarding import onboarding_routes
from sandbox.pages.pay import pay_routes
from sandbox.world import World

_HERE = Path(__file__).parent
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"


def create_site(world: World) -> Starlette:
    routes: list[BaseRoute] = [
        Route("/healthz", _health),
        *pay_routes(world),
        *onboarding_routes(world),
        *control_routes(world),
        *dashboard_routes(world),
        Mount("/static", StaticFiles(directory=_HERE / "static"), name="static"),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=_guard)],
        exception_handlers={ApiError: _refuse},
    )


async def _health(request: Request) -> Response:
    return PlainTextResponse("ok")


async def _refuse(request: Request, error: Exception) -> Response:
    """A form that could not even be read."""
    return PlainTextResponse(str(error), error.status if isinstance(error, ApiError) else 500)


async def _guard(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Refuse what another site makes a browser send, and set the security headers."""
    if request.method == "POST" and _is_foreign(request):
        return PlainTextResponse("This must be sent from the sandbox's own pages.", status_code=403)
    response = await call_next(request)
    forms = getattr(request.state, "form_targets", ())
    targets = " ".join(dict.fromkeys(["'self'", *filter(None, forms)]))
    response.headers["content-security-policy"] = f"{_POLICY}; form-action {targets}"
    response.headers["x-content-type-options"] = "nosniff"
    response.headers["referrer-policy"] = "no-referrer"
    if not request.url.path.startswith("/static/"):
        response.headers["cache-control"] = "no-store"
    return response


def _is_foreign(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is not None and origin.split("://")[-1] != request.headers.get("host")
