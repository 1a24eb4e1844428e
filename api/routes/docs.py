"""The documentation page: Swagger UI from our own files, so that it works offline and tells nobody who reads it."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response

from api.policy import Action, Resource
from api.routing import Routes
from kit.errors import NotFound

routes = Routes(prefix="", tags=["service"])

_FOLDER = Path(__file__).parent.parent / "static" / "swagger-ui"
_ASSETS: Mapping[str, str] = {
    "swagger-ui-bundle.js": "text/javascript",
    "start.js": "text/javascript",
    "swagger-ui.css": "text/css",
}
# Swagger UI sets styles on its elements and draws its icons from data addresses.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Solifair API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<main id="swagger-ui"><noscript>The same description, without scripts: <a href="/openapi.json">openapi.json</a>.
</noscript></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""


class NoSuchAsset(NotFound):
    """The documentation has no such file."""

    code = "no_such_asset"


@routes.get("/docs", policy=(Resource.SERVICE, Action.READ), response_class=HTMLResponse, include_in_schema=False)
async def read_docs() -> HTMLResponse:
    """Try the API from a page."""
    return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "public, max-age=300"})


@routes.get(
    "/docs/{asset}", policy=(Resource.SERVICE, Action.READ), response_class=FileResponse, include_in_schema=False
)
async def read_asset(asset: str) -> Response:
    """A script or a stylesheet of the page."""
    if asset not in _ASSETS:
        raise NoSuchAsset()
    return FileResponse(_FOLDER / asset, media_type=_ASSETS[asset], headers={"Cache-Control": "public, max-age=86400"})


@routes.get("/openapi.json", policy=(Resource.SERVICE, Action.READ), include_in_schema=False)
async def read_openapi(request: Request) -> JSONResponse:
    """This API, described for machines."""
    return JSONResponse(request.app.openapi(), headers={"Cache-Control": "public, max-age=60"})
