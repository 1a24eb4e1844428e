"""Public answers about the catalogue: kept while they are true, tagged so that nobody fetches one twice.

Whoever keeps a copy for others (a proxy, a CDN) may do so for as long as the clock alone changes nothing, a minute at
most, and can be told by its tag to forget it; a browser asks each time, and is mostly told that nothing changed.
"""

from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.responses import Response

from kit.kept import Answer
from kit.reads import ASK_EACH_TIME, Reads, tagged
from market.catalog.shelf.state_queries import CatalogueState


async def answer(
    reads: Reads, request: Request, state: CatalogueState, make: Callable[[], Awaitable[bytes]], *, lang: str, tag: str
) -> Response:
    """What `make` makes, unless this process has made it in this state before; 304 when the client has it."""
    question = f"{lang} {request.url.path}?{request.url.query}"
    answered = reads.kept.find(question, state.name)
    if answered is None:
        answered = Answer.of(await make())
        reads.kept.put(question, state.name, answered)
    headers = {
        "Cache-Control": ASK_EACH_TIME,
        "CDN-Cache-Control": f"public, max-age={state.seconds}",
        "Surrogate-Key": tag,
    }
    return tagged(request, answered, headers)
