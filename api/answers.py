"""Public answers about the catalogue: kept while they are true, tagged so that nobody fetches one twice.

Whoever keeps a copy for others (a proxy, a CDN) may do so for as long as the clock alone changes nothing, a minute at
most, and can be told by its tag to forget it; a browser asks each time, and is mostly told that nothing changed.
"""

from collections.abc import Awaitable, Callable
from typing import cast

from fastapi import Request
from starlette.responses import Response

from api.languages import accepted_language
from api.tools import tools_of
from kit.clock import utc_now
from kit.kept import Answer
from kit.reads import ASK_EACH_TIME, tagged
from market.catalog.shelf.state_queries import CatalogueState, read_product_state, read_state

ReadState = Callable[[Request], Awaitable[CatalogueState]]
Handle = Callable[[Request], Awaitable[Response]]


async def state_of_lists(request: Request) -> CatalogueState:
    """What lists are made in. Raises as `Reads.rows`."""
    return await read_state(tools_of(request).reads, utc_now())


async def state_of_product(request: Request) -> CatalogueState:
    """What the page of the product in the path is made in. Raises as `Reads.rows`."""
    return await read_product_state(tools_of(request).reads, utc_now(), request.path_params["id_or_slug"])


def answering_again(read: ReadState, handle: Handle) -> Handle:
    """What was answered to the very same words in the state that is, before anything of them is looked at again; else
    what `handle` answers now. Whoever comes with a token is let in first."""

    async def answer_again(request: Request) -> Response:
        state = await read(request)
        if "authorization" not in request.headers:
            answered = tools_of(request).reads.answers.find(_words(request), state.name)
            if answered is not None:
                return _respond(request, answered, state)
        request.state.catalogue = state
        return await handle(request)

    return answer_again


def state_at(request: Request) -> CatalogueState:
    """The state that was read before the route was asked."""
    return cast(CatalogueState, request.state.catalogue)


async def answer(request: Request, make: Callable[[], Awaitable[bytes]], *, tag: str) -> Response:
    """What `make` makes, kept for whoever asks the same; 304 when the client has it."""
    state = state_at(request)
    made = Answer.of(await make(), tag)
    tools_of(request).reads.answers.put(_words(request), state.name, made)
    return _respond(request, made, state)


def _words(request: Request) -> str:
    """What was asked, as it was sent: the path ends at the first `?`. Of the languages that somebody reads, the one
    that they are answered in: else each browser would have copies of its own."""
    language = accepted_language(request.headers.get("accept-language", ""))
    path, query = cast(bytes, request.scope["raw_path"]), cast(bytes, request.scope["query_string"])
    return f"{language} {path.decode('latin-1')}?{query.decode('latin-1')}"


def _respond(request: Request, answered: Answer, state: CatalogueState) -> Response:
    headers = {
        "Cache-Control": ASK_EACH_TIME,
        "CDN-Cache-Control": f"public, max-age={_seconds_left(state)}",
        "Surrogate-Key": answered.tag,
    }
    return tagged(request, answered, headers)


def _seconds_left(state: CatalogueState) -> int:
    """From now on: the answer may have taken a while."""
    return max(0, int((state.until - utc_now()).total_seconds()))
