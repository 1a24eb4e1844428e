"""Signing in by a passkey, adding one and removing it. A script asks the device (static/passkey.js): it is given a
challenge here, and sends the answer with the form."""

from collections.abc import Awaitable

from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, wrong
from storefront.forms import Complaints
from storefront.pages import local_path, page, shop_of, visitor_of
from storefront.passkey_words import OPENS_NOTHING, PASSKEY_REFUSALS
from storefront.routes.account import show_account, welcome
from storefront.shapes.account import AskedPasskey, Credential
from storefront.transport import ApiRefused

_CREDENTIAL: TypeAdapter[Credential] = TypeAdapter(Credential)
_LONGEST_ANSWER = 40_000


async def ask_to_sign_in(request: Request) -> Response:
    return await _told(request, visitor_of(request).api.ask_passkey())


async def ask_to_add(request: Request) -> Response:
    return await _told(request, visitor_of(request).api.ask_new_passkey())


async def _told(request: Request, asked: Awaitable[AskedPasskey]) -> Response:
    """For the script: what the device is to sign; or why not, in the visitor's words."""
    try:
        found = await asked
    except ApiRefused as error:
        return PlainTextResponse(visitor_of(request).refusal(error), status_code=error.status)
    response = JSONResponse(found.public_key)
    shop_of(request).jar.keep_passkey(response, found.challenge_token)
    return response


async def sign_in(request: Request) -> Response:
    visitor, jar = visitor_of(request), shop_of(request).jar
    form = await forms.read_form(request)
    wanted, token = local_path(forms.text(form, "next", 500), ""), jar.passkey(request)
    credential = _credential(forms.text(form, "credential", _LONGEST_ANSWER))
    status, said = 401, visitor.say(OPENS_NOTHING)
    if token is not None and credential is not None:
        try:
            response = await welcome(request, await visitor.api.sign_in_by_passkey(token, credential), wanted)
        except ApiRefused as error:
            status, said = error.status, said if error.status == 401 else visitor.refusal(error)
        else:
            jar.drop_passkey(response)
            return response
    return page(request, "sign_in.html", status=status, email="", next=wanted, complaints=Complaints(said))


async def add(request: Request) -> Response:
    visitor, jar = visitor_of(request), shop_of(request).jar
    form = await forms.read_form(request)
    token, credential = jar.passkey(request), _credential(forms.text(form, "credential", _LONGEST_ANSWER))
    if token is None or credential is None:
        given = {"name": forms.text(form, "name", 60)}
        return await show_account(
            request, wrong(request, PASSKEY_REFUSALS["passkey_refused"], at="passkeys", given=given)
        )
    asked = visitor.api.add_passkey(token, forms.text(form, "name", 60), credential)
    then = done("/account", "passkey-added")
    jar.drop_passkey(then)
    return await attempt(request, asked, at="passkeys", form=form, again=show_account, then=then)


async def remove(request: Request) -> Response:
    form = await forms.read_form(request)
    asked = visitor_of(request).api.remove_passkey(forms.text(form, "passkey", 64))
    then = done("/account", "passkey-removed")
    return await attempt(request, asked, at="passkeys", form=form, again=show_account, then=then)


def _credential(text: str) -> Credential | None:
    """A device's answer, or None for a text that is none; whether it is right, the API says."""
    try:
        return _CREDENTIAL.validate_json(text)
    except ValidationError:
        return None


ROUTES = [
    Route("/sign-in/passkey/challenge", ask_to_sign_in, methods=["POST"]),
    Route("/sign-in/passkey", sign_in, methods=["POST"]),
    Route("/account/passkeys/challenge", ask_to_add, methods=["POST"]),
    Route("/account/passkeys", add, methods=["POST"]),
    Route("/account/passkeys/remove", remove, methods=["POST"]),
]
