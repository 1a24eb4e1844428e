"""Mails to read: one's own, and in a demonstration everybody's."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from storefront.client import Api
from storefront.pages import go, page, visitor_of
from storefront.shapes.base import Page
from storefront.shapes.mails import Mail, WholeMail

# A mail's own styles are on its elements. Nothing is loaded or run, and its links open beside it.
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


@dataclass(frozen=True)
class Box:
    """A place with mails in it, and how the API is asked for them."""

    place: str
    is_own: bool
    list_mails: Callable[[Api, str | None], Awaitable[Page[Mail]]]
    read_mail: Callable[[Api, str], Awaitable[WholeMail]]

    async def several(self, request: Request) -> Response:
        visitor = visitor_of(request)
        if self.is_own and not visitor.is_signed_in:
            return go(f"/sign-in?next={self.place}")
        found = await self.list_mails(visitor.api, request.query_params.get("cursor"))
        return page(request, "mailbox.html", box=self, mails=found)

    async def one(self, request: Request) -> Response:
        mail = await self.read_mail(visitor_of(request).api, request.path_params["mail_id"])
        return page(request, "mail.html", box=self, mail=mail)

    async def as_sent(self, request: Request) -> Response:
        """The HTML by itself, for a frame: it may show what it says, and do nothing."""
        mail = await self.read_mail(visitor_of(request).api, request.path_params["mail_id"])
        headers = {"Content-Security-Policy": _MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"}
        return HTMLResponse(mail.html, headers=headers)

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(self.place, self.several),
            Route(self.place + "/{mail_id}", self.one),
            Route(self.place + "/{mail_id}/html", self.as_sent),
        ]


OWN = Box("/account/mails", True, Api.own_mails, Api.own_mail)
EVERYBODYS = Box("/mailbox", False, Api.mailbox, Api.mail_in_box)
ROUTES = [*OWN.routes, *EVERYBODYS.routes]
