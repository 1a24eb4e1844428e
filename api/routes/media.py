"""Pictures, for everybody who may see what they belong to. Nothing in them may run."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Query, Request
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, FilesDep, IdPath, Now, expect_id
from api.policy import Action, Resource
from api.routing import Routes
from market.catalog.pictures.errors import NoSuchPicture
from market.catalog.pictures.queries import ShownPicture, find_shown, find_size
from market.catalog.pictures.rules import format_for
from models.enums import PictureFormat

routes = Routes(prefix="/v1/media", tags=["catalog"])

_DEFAULT_WIDTH = 640
_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
# The bytes behind an id never change. A consent to be shown may end, so such a picture is not kept for long.
_FOR_EVER = "public, max-age=31536000, immutable"
_WHILE_AGREED = "public, max-age=3600"
_NOT_AT_ALL = "private, no-store"


@routes.get("/{media_id}", policy=(Resource.MEDIA, Action.READ), response_class=Response)
def read_picture(
    media_id: IdPath,
    request: Request,
    caller: CallerDep,
    database: DatabaseDep,
    files: FilesDep,
    now: Now,
    w: Annotated[
        int, Query(ge=1, le=10_000, description="Wanted width: the next larger size is given, or the largest")
    ] = _DEFAULT_WIDTH,
    format: Annotated[  # noqa: A002
        PictureFormat | None, Query(description="Default: AVIF where Accept names it, else WebP")
    ] = None,
) -> Response:
    """A picture's bytes in one of its sizes; a drawing (SVG) as it is."""
    wanted = format_for(request.headers.get("accept", "")) if format is None else format
    with database.reading() as session:
        picture = find_shown(session, expect_id("med", media_id), person_id=caller.person_id, now=now)
        size = None if picture is None else find_size(session, picture.id, form=wanted, width=w)
    if picture is None or (size is None and picture.media_type != "image/svg+xml"):
        raise NoSuchPicture()
    shown, suffix = (picture, "svg") if size is None else (size, size.format.value)
    headers = {
        **_HEADERS,
        "Cache-Control": _kept(picture),
        "ETag": f'"{shown.sha256.hex()[:32]}"',
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(f'{picture.id}.{suffix}')}",
    }
    if format is None and size is not None:
        headers["Vary"] = "Accept"
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    media_type = picture.media_type if size is None else f"image/{size.format}"
    return Response(files.get(shown.path), media_type=media_type, headers=headers)


def _kept(picture: ShownPicture) -> str:
    if not picture.is_public:
        return _NOT_AT_ALL
    return _WHILE_AGREED if picture.has_consent else _FOR_EVER
