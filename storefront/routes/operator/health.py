"""Whether all is well, at a glance."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.pages import page
from storefront.routes.operator.gate import operator_api

_EVERY_S = "60"


async def health(request: Request) -> Response:
    """With `watch=yes` the browser asks again every minute: only for who chose that, and can choose otherwise."""
    api = await operator_api(request)
    is_watched = request.query_params.get("watch") == "yes"
    answer = page(request, "operator_health.html", board=await api.health_board(), is_watched=is_watched)
    if is_watched:
        answer.headers["Refresh"] = _EVERY_S
    return answer


ROUTES = [Route("/operator/health", health)]
