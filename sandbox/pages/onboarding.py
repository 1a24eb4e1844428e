"""The hosted onboarding form behind an account link."""

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.accounts import onboard
from sandbox.pages.forms import allow_form_targets, read_form, render
from sandbox.pages.words import words_for
from sandbox.resources.checkout_sessions import origin
from sandbox.store import Record
from sandbox.world import World

_IBAN = re.compile(r"[A-Za-z0-9]{8,34}")


def onboarding_routes(world: World) -> list[BaseRoute]:
    async def show(request: Request) -> Response:
        link = world.store.find("_link", request.path_params["secret"])
        if link is None or link.body["expires_at"] < world.now:
            return _expired(request, link)
        return _form(request, link, world.store.get("account", link.body["account"]))

    async def submit(request: Request) -> Response:
        form = await read_form(request)
        link = world.store.find("_link", request.path_params["secret"])
        if link is None:
            return _expired(request, link)
        account = world.store.get("account", link.body["account"])
        iban = re.sub(r"\s", "", form.get("iban", ""))
        holder = form.get("holder", "").strip()[:100]
        if not holder or not _IBAN.fullmatch(iban) or form.get("terms") != "yes":
            return _form(request, link, account, problem=True, holder=holder, iban=iban[:40])
        with world.change():
            if account.body["requirements"]["currently_due"]:
                onboard(world, account, holder=holder, last4=iban[-4:])
        return RedirectResponse(link.body["return_url"] or "/", 303)

    return [
        Route("/onboarding/{secret}", show, methods=["GET"]),
        Route("/onboarding/{secret}", submit, methods=["POST"]),
    ]


def _form(
    request: Request, link: Record, account: Record, *, problem: bool = False, holder: str = "", iban: str = ""
) -> Response:
    allow_form_targets(request, origin(link.body["return_url"]))
    words = words_for(request.headers.get("accept-language", ""))
    return render(
        "onboarding.html",
        422 if problem else 200,
        words=words,
        account=account.body,
        problem=problem,
        holder=holder or account.body["business_profile"]["name"] or "",
        iban=iban,
        return_url=link.body["return_url"] or "",
    )


def _expired(request: Request, link: Record | None) -> Response:
    """A link lives for minutes; the platform is asked for a new one at its refresh address."""
    if link is not None and link.body["refresh_url"]:
        return RedirectResponse(link.body["refresh_url"], 303)
    return render("closed.html", 410, words=words_for(request.headers.get("accept-language", "")))
