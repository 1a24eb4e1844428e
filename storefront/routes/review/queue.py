"""What a federation has to look at: by age, by what runs out, by scheme and country."""

import asyncio
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.pages import page, visitor_of
from storefront.routes.desk import desk_membership

VIEWS = ("waiting", "renewals", "ending", "recheck")
SPANS = (90, 30, 7)
_LOOKING_AHEAD = frozenset({"ending", "recheck"})


async def queue(request: Request) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    chosen = _chosen(request)
    found, summary = await asyncio.gather(
        api.verification_queue(desk.id, {**chosen, "cursor": request.query_params.get("cursor")}),
        api.queue_summary(desk.id, int(chosen["within"] or 0)),
    )
    return page(
        request,
        "review_queue.html",
        desk=desk,
        queue=found,
        summary=summary,
        chosen=chosen,
        views=VIEWS,
        spans=SPANS,
        is_looking_ahead=chosen["view"] in _LOOKING_AHEAD,
        address=lambda **changes: _address(request, {**chosen, **changes}),
    )


def _chosen(request: Request) -> dict[str, str | None]:
    """What the address asks for, as far as there is such a choice."""
    asked = request.query_params
    view, within, country = asked.get("view", ""), asked.get("within", ""), asked.get("country", "")
    return {
        "view": view if view in VIEWS else VIEWS[0],
        "within": within if within in map(str, SPANS) else str(SPANS[0]),
        "scheme": asked.get("scheme", "")[:64] or None,
        "country": country if len(country) == 2 and country.isascii() and country.isupper() else None,
    }


def _address(request: Request, chosen: dict[str, str | None]) -> str:
    return f"{request.url.path}?{urlencode({name: value for name, value in chosen.items() if value})}"


ROUTES = [Route("/review/{organisation_id}", queue)]
