"""Pictures, passed on from the API so that pages load nothing from elsewhere."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.pages import visitor_of

_DRAWABLE = frozenset({"image/svg+xml", "image/png", "image/jpeg", "image/webp", "image/avif"})


async def picture(request: Request) -> Response:
    found = await visitor_of(request).api.media(request.path_params["media_id"])
    kind = found.media_type.partition(";")[0].strip()
    # A picture's address never changes what it shows; an SVG opened on its own can do nothing.
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Content-Disposition": "inline" if kind in _DRAWABLE else "attachment",
    }
    media_type = kind if kind in _DRAWABLE else "application/octet-stream"
    return Response(found.content, media_type=media_type, headers=headers)


ROUTES = [Route("/media/{media_id}", picture)]
