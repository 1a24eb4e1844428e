"""Public answers about the catalogue: kept while they are true, tagged so that nobody fetches one twice.

Whoever keeps a copy for others (a proxy, a CDN) may do so for as long as the clock alone changes nothing, a minute at
most, and can be told by its tag to forget it; a browser asks each time, and is mostly told that nothing changed.
"""

from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.responses import Response

from kit.reads import ASK_EACH_TIME, Reads, client_has, digest, tagged
from market.catalog.shelf.state_queries import CatalogueState


async def answer(
    reads: Reads, request: Request, state: CatalogueState, make: Callable[[], Awaitable[bytes]], *, lang: str, tag: str
) -> Response:
    """What `make` makes, unless this process has made it in this state before, or the client has it."""
    question = f"{lang} {request.url.path}?{request.url.query}"
    etag = digest(f"{question} {state.name}".encode())
    headers = {
        "Cache-Control": ASK_EACH_TIME,
        "CDN-Cache-Control": f"public, max-age={state.seconds}",
        "Surrogate-Key": tag,
    }
    if client_has(request, etag):
        return tagged(request, etag, b"", headers)
    body = reads.kept.find(question, state.name)
    if body is None:
        body = await make()
        reads.kept.put(question, state.name, body)
    return tagged(request, etag, body, headers)
