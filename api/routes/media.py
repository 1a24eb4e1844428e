"""Pictures. The bytes behind an id never change, so they may be kept for ever; nothing in them may run."""

from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response

from api.deps import DatabaseDep, FilesDep, IdPath, expect_id
from api.policy import Action, Resource
from api.routing import Routes
from kit.errors import NotFound
from market.catalog.pictures.queries import find_picture

routes = Routes(prefix="/v1/media", tags=["catalog"])

_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_DRAWING = "image/svg+xml"


class NoSuchPicture(NotFound):
    """There is no such picture."""

    code = "no_such_picture"


@routes.get("/{media_id}", policy=(Resource.MEDIA, Action.READ), response_class=Response)
def read_picture(media_id: IdPath, request: Request, database: DatabaseDep, files: FilesDep) -> Response:
    """A picture's bytes."""
    with database.reading() as session:
        picture = find_picture(session, expect_id("med", media_id))
    if picture is None or picture.path is None or picture.sha256 is None or picture.media_type != _DRAWING:
        raise NoSuchPicture()
    etag = f'"{picture.sha256.hex()[:32]}"'
    headers = {**_HEADERS, "ETag": etag}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    name = quote(f"{picture.id}.{picture.media_type.partition('/')[2].partition('+')[0]}")
    headers["Content-Disposition"] = f"inline; filename*=UTF-8''{name}"
    return Response(files.get(picture.path), media_type=picture.media_type, headers=headers)
