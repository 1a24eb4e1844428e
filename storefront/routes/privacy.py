"""What is kept about people, and what they can do about it; whether the shop takes orders."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import refusal_of
from storefront.downloads import passed_on
from storefront.forms import Refused
from storefront.pages import go, page, shop_of, visitor_of
from storefront.transport import ApiRefused, ApiUnavailable


async def privacy(request: Request) -> Response:
    return page(request, "privacy.html", is_public=True)


async def status(request: Request) -> Response:
    """Asked anew each time: an old answer would be none."""
    try:
        is_open = await visitor_of(request).api.takes_orders()
    except (ApiRefused, ApiUnavailable):
        is_open = False
    response = page(request, "status.html", is_open=is_open)
    response.headers["Cache-Control"] = "no-store"
    return response


async def export(request: Request) -> Response:
    if not visitor_of(request).is_signed_in:
        return go("/sign-in?next=/privacy")
    return passed_on(await visitor_of(request).api.export_me())


async def ask_erasure(request: Request) -> Response:
    if not visitor_of(request).is_signed_in:
        return go("/sign-in?next=/account/erasure")
    return page(request, "erasure.html", refused=Refused())


async def erase(request: Request) -> Response:
    visitor, jar = visitor_of(request), shop_of(request).jar
    form = await forms.read_form(request)
    if forms.text(form, "sure", 3) != "yes":
        return go("/account/erasure")
    try:
        await visitor.api.erase_me()
    except ApiRefused as error:
        if error.status == 401:
            raise
        refused = refusal_of(request, error, at="erase", given={})
        return page(request, "erasure.html", status=error.status, refused=refused)
    response = go("/", "account-erased")
    response.headers["Clear-Site-Data"] = '"storage"'
    jar.drop_token(response)
    jar.drop_cart(response)
    return response


ROUTES = [
    Route("/privacy", privacy),
    Route("/status", status),
    Route("/account/export", export),
    Route("/account/erasure", ask_erasure),
    Route("/account/erasure", erase, methods=["POST"]),
]
