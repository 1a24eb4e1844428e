"""Documents too large to be held in memory, with a tag that is known before they are written."""

from collections.abc import Callable, Iterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse


def streamed(request: Request, tag: str, media_type: str, write: Callable[[], Iterator[bytes]]) -> Response:
    """The document, or nothing when the reader has it: labels end by themselves, so every copy is asked about first.

    The tag is weak: what changes while the document is written is in the next one.
    """
    etag = f'W/"{tag}"'
    headers = {"ETag": etag, "Cache-Control": "public, no-cache", "Vary": "Accept-Language"}
    if etag in {known.strip() for known in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers=headers)
    return StreamingResponse(write(), media_type=media_type, headers=headers)
