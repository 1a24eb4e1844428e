"""Public answers about the catalogue: kept while they are true, tagged so that nobody fetches one twice.

Whoever keeps a copy for others (a proxy, a CDN) may do so for as long as the clock alone changes nothing, a minute at
most, and can be told by its tag to forget it; a browser asks each time, and is mostly told that nothing changed.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from re import Pattern
from typing import cast

from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.languages import accepted_language
from api.tools import Tools, tools_of
from kit.clock import utc_now
from kit.errors import DomainError
from kit.kept import Answer
from kit.reads import ASK_EACH_TIME, tagged
from market.catalog.shelf.state_queries import CatalogueState

ReadState = Callable[[Tools, Mapping[str, str]], Awaitable[CatalogueState]]
Handle = Callable[[Request], Awaitable[Response]]
# What could not be counted in time is tried again then.
_TRIED_AGAIN_AFTER = timedelta(minutes=1)


async def state_of_lists(tools: Tools, path: Mapping[str, str]) -> CatalogueState:
    """What lists are made in. Raises as `Reads.rows`."""
    return await tools.states.ask(None)


async def state_of_product(tools: Tools, path: Mapping[str, str]) -> CatalogueState:
    """What the page of the product in the path is made in. Raises as `Reads.rows`."""
    return await tools.states.ask(path["id_or_slug"])


@dataclass(frozen=True)
class Made:
    """An answer; `is_whole` unless something was left out of it for want of time."""

    body: bytes
    is_whole: bool = True


@dataclass(frozen=True)
class KeptPath:
    """A path whose answers are kept, and how to read the state that they are made in."""

    pattern: Pattern[str]
    read: ReadState


class AnswersAgain:
    """What was answered to the very same words in the state that is, before the request is routed or anything of it is
    looked at again. Whoever comes with a token is let in first."""

    def __init__(self, app: ASGIApp, *, paths: list[KeptPath]):
        self._app = app
        self._paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        respond = await self._look(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        await (respond or self._app)(scope, receive, send)

    async def _look(self, scope: Scope) -> Response | None:
        for path in self._paths:
            if found := path.pattern.match(scope["path"]):
                break
        else:
            return None
        request = Request(scope)
        tools = tools_of(request)
        try:
            state = await path.read(tools, found.groupdict())
        except DomainError as refusal:
            # The route raises it, where refusals become answers.
            request.state.catalogue = refusal
            return None
        request.state.catalogue = state
        if "authorization" in request.headers:
            return None
        answered = tools.reads.answers.find(_words(request), state.name)
        if answered is None or (answered.until is not None and answered.until <= utc_now()):
            return None
        return _respond(request, answered, state)


def in_a_state(read: ReadState, handle: Handle) -> Handle:
    """`handle`, with the state that was read before the request was routed. Raises what kept it from being read."""

    async def handle_in_state(request: Request) -> Response:
        found = getattr(request.state, "catalogue", None)
        if isinstance(found, DomainError):
            raise found
        if found is None:
            request.state.catalogue = await read(tools_of(request), request.path_params)
        return await handle(request)

    return handle_in_state


def state_at(request: Request) -> CatalogueState:
    """The state that was read before the route was asked."""
    return cast(CatalogueState, request.state.catalogue)


async def answer(request: Request, make: Callable[[], Awaitable[Made]], *, tag: str) -> Response:
    """What `make` makes, kept for whoever asks the same; 304 when the client has it."""
    state, made = state_at(request), await make()
    answered = Answer.of(made.body, tag, until=None if made.is_whole else utc_now() + _TRIED_AGAIN_AFTER)
    tools_of(request).reads.answers.put(_words(request), state.name, answered)
    return _respond(request, answered, state)


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
