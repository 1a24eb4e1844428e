"""Signing in by six digits that are mailed: ask for them, type them. They count in this browser alone."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.forms import Complaints
from storefront.pages import go, local_path, page, shop_of, visitor_of
from storefront.routes.account import welcome
from storefront.transport import ApiRefused


async def ask_code(request: Request) -> Response:
    """The e-mail field is that of the sign-in page, and so is what is wrong with it."""
    visitor = visitor_of(request)
    form = await forms.read_form(request)
    email, wanted = forms.text(form, "email", 254), local_path(forms.text(form, "next", 500), "")
    try:
        asked = await visitor.api.ask_code(email)
    except ApiRefused as error:
        found = forms.complaints(error, visitor.refusal(error), visitor.detail)
        return page(request, "sign_in.html", status=error.status, email=email, next=wanted, complaints=found)
    response = go(f"/sign-in/code?next={quote(wanted)}" if wanted else "/sign-in/code")
    shop_of(request).jar.keep_code(response, asked.code_token)
    return response


async def show_code(request: Request) -> Response:
    wanted = local_path(request.query_params.get("next"), "")
    if shop_of(request).jar.code(request) is None:
        return go("/sign-in")
    return page(request, "sign_in_code.html", next=wanted, complaints=Complaints())


async def check_code(request: Request) -> Response:
    visitor, jar = visitor_of(request), shop_of(request).jar
    form = await forms.read_form(request)
    wanted, token = local_path(forms.text(form, "next", 500), ""), jar.code(request)
    if token is None:
        return go("/sign-in")
    # People copy them with a blank in the middle.
    digits = "".join(forms.text(form, "code", 20).split())
    try:
        signed_in = await visitor.api.sign_in_by_code(token, digits)
    except ApiRefused as error:
        found = forms.complaints(error, visitor.refusal(error), visitor.detail)
        return page(request, "sign_in_code.html", status=error.status, next=wanted, complaints=found)
    response = await welcome(request, signed_in, wanted)
    jar.drop_code(response)
    return response


ROUTES = [
    Route("/sign-in/code", show_code),
    Route("/sign-in/code", ask_code, methods=["POST"]),
    Route("/sign-in/code/check", check_code, methods=["POST"]),
]
