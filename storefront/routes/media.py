"""Pictures, passed on from the API so that pages load nothing from elsewhere."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.pages import visitor_of

_DRAWABLE = frozenset({"image/svg+xml", "image/png", "image/jpeg", "image/webp", "image/avif"})
_ASKED = ("w", "format")


async def picture(request: Request) -> Response:
    """The API decides who may see a picture and how long it may be kept."""
    query = {name: request.query_params[name][:10] for name in _ASKED if name in request.query_params}
    accept = request.headers.get("accept", "*/*")[:200]
    found = await visitor_of(request).api.media(request.path_params["media_id"], query, accept=accept)
    kind = found.media_type.partition(";")[0].strip()
    # An SVG opened on its own can do nothing.
    headers = {
        "Cache-Control": found.cache_control or "no-store",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Content-Disposition": "inline" if kind in _DRAWABLE else "attachment",
        "Vary": "Accept",
    }
    if found.etag is not None:
        headers["ETag"] = found.etag
        if found.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
    media_type = kind if kind in _DRAWABLE else "application/octet-stream"
    return Response(found.content, media_type=media_type, headers=headers)


ROUTES = [Route("/media/{media_id}", picture)]
