"""Files of the API, passed on piece by piece as they come."""

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from storefront.transport import Download

_PASSED_ON = ("Content-Disposition", "Solifair-Content-SHA256", "Repr-Digest")


class _PassedOn(StreamingResponse):
    """Closes the API's answer whatever becomes of the visitor."""

    def __init__(self, download: Download, headers: dict[str, str]):
        super().__init__(download.pieces(), media_type=download.media_type, headers=headers)
        self._download = download

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._download.close()


def passed_on(download: Download) -> Response:
    """The file, for the visitor to keep, under the name that the API gave it."""
    headers = {name: value for name in _PASSED_ON if (value := download.header(name))}
    if (length := download.header("Content-Length")) and not download.header("Content-Encoding"):
        headers["Content-Length"] = length
    return _PassedOn(download, {"Content-Disposition": "attachment", **headers})
