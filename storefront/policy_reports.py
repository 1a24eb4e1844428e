"""What browsers say they did not run or load because our policy forbids it: either a fault of a page, or somebody's
attempt. Each kind is a line of the log; about who looked at the page nothing is kept.
"""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

PATH = "/policy-reports"
_LARGEST = 16 * 1024
_MOST_A_MINUTE = 60
_DIRECTIVES = frozenset(
    {
        *("base-uri", "child-src", "connect-src", "default-src", "font-src", "form-action", "frame-ancestors"),
        *("frame-src", "img-src", "manifest-src", "media-src", "object-src", "script-src", "script-src-attr"),
        *("script-src-elem", "style-src", "style-src-attr", "style-src-elem", "worker-src"),
    }
)
# What a browser names instead of an address.
_KEYWORDS = frozenset({"inline", "eval", "wasm-eval", "self"})
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]{0,19}(?:://[a-z0-9.:\[\]-]{1,80})?")
_OTHER = "other"

_log = structlog.get_logger("storefront")


@dataclass(frozen=True)
class Blocked:
    """`page` is a route's pattern such as `/orders/{order_id}`, `blocked` an origin, a scheme or a keyword."""

    page: str
    directive: str
    blocked: str


class PolicyReports:
    """Takes reports, at most sixty a minute and process: whoever sends more fills no log."""

    def __init__(self, now: Callable[[], float] = time.monotonic):
        self._now = now
        self._minute = 0
        self._taken = 0

    async def receive(self, request: Request) -> Response:
        """Answers 204; 400, 413 and 429 for what cannot be read, is too long or comes too often."""
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > _LARGEST:
                return PlainTextResponse("The report is too long.", status_code=413)
        try:
            found = read_report(body, request.app.routes)
        except ValueError:
            return PlainTextResponse("No report can be read from this.", status_code=400)
        if not self._may_take():
            return PlainTextResponse("Too many reports.", status_code=429, headers={"Retry-After": "60"})
        _log.warning("blocked_by_policy", page=found.page, directive=found.directive, blocked=found.blocked)
        return Response(status_code=204)

    def _may_take(self) -> bool:
        minute = int(self._now() // 60)
        if minute != self._minute:
            self._minute, self._taken = minute, 0
        self._taken += 1
        return self._taken <= _MOST_A_MINUTE


def read_report(body: bytes, routes: list[BaseRoute]) -> Blocked:
    """The report in a body. Raises ValueError when there is none."""
    try:
        told = json.loads(body)
    except RecursionError as error:
        raise ValueError("too deep") from error
    report = told.get("csp-report") if isinstance(told, dict) else None
    if not isinstance(report, dict):
        raise ValueError("no report")
    # An old browser tells the directive with its sources behind it, under another name.
    directive = str(report.get("effective-directive") or report.get("violated-directive")).partition(" ")[0]
    return Blocked(
        _pattern(str(report.get("document-uri")), routes),
        directive if directive in _DIRECTIVES else _OTHER,
        _origin(str(report.get("blocked-uri"))),
    )


def _pattern(page: str, routes: list[BaseRoute]) -> str:
    """Which page it was, without whose: a path may hold an order's id, and its query more."""
    try:
        path = urlsplit(page).path
    except ValueError:
        return _OTHER
    matching = (one.path for one in routes if isinstance(one, Route) and one.path_regex.match(path))
    return next(matching, _OTHER)


def _origin(blocked: str) -> str:
    if blocked in _KEYWORDS:
        return blocked
    try:
        parts = urlsplit(blocked)
        place = parts.netloc.rpartition("@")[2].lower()
    except ValueError:
        return _OTHER
    origin = f"{parts.scheme}://{place}" if place else parts.scheme or blocked
    return origin if _ORIGIN.fullmatch(origin) else _OTHER
