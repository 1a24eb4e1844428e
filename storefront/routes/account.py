"""Signing up, in and out; one's own sessions."""

from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done
from storefront.client import Api
from storefront.forms import Complaints, Refused
from storefront.pages import go, local_path, page, shop_of, visitor_of
from storefront.shapes.account import Me, SignedIn
from storefront.transport import ApiRefused, Transport


async def ask_sign_in(request: Request) -> Response:
    return page(
        request,
        "sign_in.html",
        email="",
        next=local_path(request.query_params.get("next"), ""),
        complaints=Complaints(),
    )


async def sign_in(request: Request) -> Response:
    visitor = visitor_of(request)
    form = await forms.read_form(request)
    email, wanted = forms.text(form, "email", 254), local_path(forms.text(form, "next", 500), "")
    try:
        signed_in = await visitor.api.sign_in(email=email, password=forms.text(form, "password", 128))
    except ApiRefused as error:
        complaints = Complaints(visitor.refusal(error))
        return page(request, "sign_in.html", status=error.status, email=email, next=wanted, complaints=complaints)
    return await welcome(request, signed_in, wanted)


async def ask_link(request: Request) -> Response:
    """A link opens nothing by itself, since mail programs open links too: the button does.

    In a demonstration, whose links are printed and not mailed, one click is enough.
    """
    token = request.query_params.get("token", "")[:128]
    if token and shop_of(request).settings.is_demo:
        return await _use_token(request, token)
    return page(request, "sign_in_link.html", token=token, message="")


async def use_link(request: Request) -> Response:
    form = await forms.read_form(request)
    return await _use_token(request, forms.text(form, "token", 128))


async def _use_token(request: Request, token: str) -> Response:
    visitor = visitor_of(request)
    try:
        signed_in = await visitor.api.sign_in_by_link(token)
    except ApiRefused as error:
        return page(request, "sign_in_link.html", status=error.status, token="", message=visitor.refusal(error))
    return await welcome(request, signed_in, "")


async def welcome(request: Request, signed_in: SignedIn, wanted: str) -> Response:
    """On to where the visitor wanted to go, else to where their work is."""
    mine = visitor_of(request).api.transport
    me = await Api(Transport(mine.http, mine.language, signed_in.token, mine.visitor)).me()
    response = go(wanted or desk_of(me), "signed-in")
    shop_of(request).jar.keep_token(response, signed_in.token)
    return response


def desk_of(me: Me) -> str:
    """The page a person works on; shoppers have their orders."""
    if me.is_operator:
        return "/operator"
    for one in me.organisations:
        if one.kind in {"federation", "network"} and one.role == "verifier":
            return f"/review/{quote(one.id)}"
        if one.kind == "producer":
            return f"/desk/{quote(one.id)}"
    return "/account"


async def ask_sign_up(request: Request) -> Response:
    return page(request, "sign_up.html", email="", full_name="", complaints=Complaints())


async def sign_up(request: Request) -> Response:
    visitor = visitor_of(request)
    form = await forms.read_form(request)
    email, full_name = forms.text(form, "email", 254), forms.text(form, "full_name", 200)
    try:
        await visitor.api.sign_up(
            email=email,
            full_name=full_name,
            password=forms.text(form, "password", 128),
            locale=visitor.language,
        )
    except ApiRefused as error:
        complaints = forms.complaints(error, visitor.refusal(error), visitor.detail)
        return page(
            request, "sign_up.html", status=error.status, email=email, full_name=full_name, complaints=complaints
        )
    return go("/sign-in", "signed-up")


async def sign_out(request: Request) -> Response:
    visitor, jar = visitor_of(request), shop_of(request).jar
    if visitor.is_signed_in:
        try:
            await visitor.api.sign_out()
        except ApiRefused as error:
            if error.status not in {401, 404}:
                raise
    response = go("/", "signed-out")
    # What was kept of forms on this device (static/draft.js) is nobody else's business.
    response.headers["Clear-Site-Data"] = '"storage"'
    jar.drop_token(response)
    # A signed-in person's cart opens to nobody else.
    if visitor.cart and visitor.cart.secret is None:
        jar.drop_cart(response)
    return response


async def account(request: Request) -> Response:
    return await show_account(request, Refused())


async def show_account(request: Request, refused: Refused) -> Response:
    visitor = visitor_of(request)
    if not visitor.is_signed_in:
        return go("/sign-in?next=/account")
    me, sessions = await visitor.api.me(), await visitor.api.sessions()
    notices, passkeys = await visitor.api.notices(), await visitor.api.passkeys()
    return page(
        request,
        "account.html",
        status=refused.status,
        me=me,
        sessions=sessions.data,
        passkeys=passkeys.data,
        notices=notices,
        refused=refused,
    )


async def choose_password(request: Request) -> Response:
    form = await forms.read_form(request)
    asked = visitor_of(request).api.choose_password(forms.text(form, "new_password", 128))
    then = done("/account", "password-chosen")
    # What was typed is a secret: it is not shown again.
    return await attempt(request, asked, at="password", form=FormData(), again=show_account, then=then)


async def end_session(request: Request) -> Response:
    form = await forms.read_form(request)
    await visitor_of(request).api.end_session(forms.text(form, "session", 64))
    return go("/account", "session-ended")


ROUTES = [
    Route("/sign-in", ask_sign_in),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-in/link", ask_link),
    Route("/sign-in/link", use_link, methods=["POST"]),
    Route("/sign-up", ask_sign_up),
    Route("/sign-up", sign_up, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/account", account),
    Route("/account/password", choose_password, methods=["POST"]),
    Route("/account/end-session", end_session, methods=["POST"]),
]
