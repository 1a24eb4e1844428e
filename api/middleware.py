"""What happens to every request, whatever its route: an id, headers, a size limit. Pure ASGI."""

import json
import re

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import BodyTooLarge
from kit.ids import new_id

_REQUEST_ID = re.compile(r"^[A-Za-z0-9_.-]{8,80}$")
JSON_LIMIT = 256 * 1024
UPLOAD_LIMIT = 12 * 1024 * 1024
# A catalogue of 50 MiB, and what a form puts around it.
CATALOGUE_LIMIT = 51 * 1024 * 1024
_CATALOGUES = re.compile(r"^/v1/organisations/[^/]+/catalog-imports$")

# Where the answer does not say otherwise itself.
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"private, no-store"),
)
_HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class EveryRequest:
    """Gives the request an id (or keeps the caller's), echoes it, and sets the security headers."""

    def __init__(self, app: ASGIApp, *, is_https: bool):
        self._app = app
        self._headers = (*_HEADERS, _HTTPS_ONLY) if is_https else _HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = next(
            (value.decode("latin-1") for name, value in scope["headers"] if name == b"x-request-id"),
            "",
        )
        request_id = given if _REQUEST_ID.match(given) else new_id("req")
        scope["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [each for each in message["headers"] if each[0] != b"x-request-id"]
                said = {name for name, _ in headers}
                headers.append((b"x-request-id", request_id.encode("latin-1")))
                headers += [header for header in self._headers if header[0] not in said]
                message["headers"] = headers
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _upload_limit(path: str) -> int:
    return CATALOGUE_LIMIT if _CATALOGUES.match(path) else UPLOAD_LIMIT


class BodyLimit:
    """Refuses a body over the limit before it is parsed, whether its length is announced or not."""

    def __init__(self, app: ASGIApp, *, problem_type: str):
        self._app = app
        self._problem_type = problem_type

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        is_upload = headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data")
        limit = _upload_limit(scope["path"]) if is_upload else JSON_LIMIT
        announced = headers.get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > limit:
            await self._refuse(scope, send, limit)
            return
        taken = 0
        refused = False

        async def receive_counted() -> Message:
            nonlocal taken, refused
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                refused = True
                return {"type": "http.disconnect"}
            return message

        async def send_unless_refused(message: Message) -> None:
            if not refused:
                await send(message)

        try:
            await self._app(scope, receive_counted, send_unless_refused)
        except Exception:
            if not refused:
                raise
        if refused:
            await self._refuse(scope, send, limit)

    async def _refuse(self, scope: Scope, send: Send, limit: int) -> None:
        refusal = BodyTooLarge(limit)
        body = json.dumps(
            {
                "type": self._problem_type,
                "title": refusal.title,
                "status": refusal.status,
                "code": refusal.code,
                "instance": scope["path"],
                "request_id": scope.get("request_id", ""),
                "facts": refusal.facts,
            }
        ).encode()
        await send(
            {
                "type": "http.response.start",
                "status": refusal.status,
                "headers": [
                    (b"content-type", b"application/problem+json"),
                    (b"content-length", str(len(body)).encode()),
                    (b"connection", b"close"),
                ],
            }
        )
        await send({"type": "http.response.body", "body": body})
