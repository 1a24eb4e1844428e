"""What happens to every request: no foreign page may act in a visitor's name, and every answer carries its headers."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storefront import policy_reports

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITES = frozenset({"same-origin", "none"})
_BODY_LIMIT = 13 * 1024 * 1024
_CATALOGUE_LIMIT = 51 * 1024 * 1024
_CATALOGUES = re.compile(r"/desk/[^/]+/catalogue")


def content_policy(form_origins: Iterable[str]) -> str:
    """The Content-Security-Policy. Browsers check `form-action` on redirects too, hence Stripe's origins."""
    forms = " ".join(["'self'", *dict.fromkeys(form_origins)])
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        f"object-src 'self'; frame-src 'self'; form-action {forms}; base-uri 'none'; frame-ancestors 'none'; "
        # Every browser knows this one, and tells at once. Where `report-to` stands beside it some pass over it, and
        # tell nothing where there is no TLS.
        f"report-uri {policy_reports.PATH}"
    )


class EveryAnswer:
    """Sets the security headers on every answer that does not set its own."""

    def __init__(self, app: ASGIApp, *, form_origins: tuple[str, ...], is_https: bool):
        self._app = app
        self._headers = {
            "Content-Security-Policy": content_policy(form_origins),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
            "Cache-Control": "private, no-store",
        }
        if is_https:
            self._headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _limit(path: str) -> int:
    return _CATALOGUE_LIMIT if _CATALOGUES.fullmatch(path) else _BODY_LIMIT


class OwnPagesOnly:
    """Refuses an unsafe request unless the browser says it comes from one of our own pages.

    Browsers name the site of origin in Sec-Fetch-Site; where that header is missing, Origin must be ours.
    """

    def __init__(self, app: ASGIApp, *, storefront_url: str):
        self._app = app
        self._origin = storefront_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE_METHODS:
            headers = Headers(scope=scope)
            if not self._is_ours(headers):
                refusal = PlainTextResponse("This request did not come from this site's own pages.", status_code=403)
                await refusal(scope, receive, send)
                return
            length = headers.get("content-length", "0")
            if not length.isdecimal() or int(length) > _limit(scope["path"]):
                await PlainTextResponse("The file is too large.", status_code=413)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in _OWN_SITES
        origin = headers.get("origin")
        if origin is None:
            return False
        return origin == self._origin or urlsplit(origin).netloc == headers.get("host")
