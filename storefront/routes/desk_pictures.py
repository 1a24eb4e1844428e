"""The pictures of one product: brought, put in order, said in words, agreed to, taken off."""

import asyncio
from collections.abc import Awaitable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, wrong
from storefront.forms import Refused
from storefront.language import ENDONYMS
from storefront.pages import page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.words import N_

_CHOOSE_A_FILE = N_("Choose a picture first.")
_LONGEST_ALT = 300


async def pictures(request: Request) -> Response:
    return await _pictures(request, Refused())


async def _pictures(request: Request, refused: Refused) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    product_id = request.path_params["product_id"]
    product, found = await asyncio.gather(api.own_product(desk.id, product_id), api.own_pictures(product_id))
    return page(
        request,
        "desk_pictures.html",
        status=refused.status,
        desk=desk,
        product=product,
        pictures=found.data,
        languages=dict.fromkeys([product.language, *ENDONYMS]),
        refused=refused,
    )


async def bring(request: Request) -> Response:
    """Add a picture behind the others. A worker makes its sizes; the page says when they are there."""
    form = await forms.read_form(request)
    file = await forms.file(form, "file")
    if file is None:
        return await _pictures(request, wrong(request, _CHOOSE_A_FILE, at="new", given=forms.typed_texts(form)))
    fields = {
        "alt": forms.text(form, "alt", _LONGEST_ALT),
        "consent_by": forms.text(form, "consent_by"),
        "consent_ends_on": forms.text(form, "consent_ends_on", 10),
    }
    asked = visitor_of(request).api.bring_picture(
        request.path_params["product_id"], file, {name: given for name, given in fields.items() if given}
    )
    return await _act(request, asked, "new", form, "picture-brought")


async def move(request: Request) -> Response:
    """One place forward or back."""
    api, product_id = visitor_of(request).api, request.path_params["product_id"]
    form = await forms.read_form(request)
    picture_id = forms.text(form, "picture", 64)
    found = await api.own_pictures(product_id)
    order = found.moved(picture_id, -1 if forms.text(form, "to", 10) == "earlier" else 1)
    asked = api.arrange_pictures(product_id, order)
    return await _act(request, asked, f"order-{picture_id}", form, "pictures-arranged")


async def describe(request: Request) -> Response:
    form = await forms.read_form(request)
    picture_id = forms.text(form, "picture", 64)
    alt = {name.removeprefix("alt_"): forms.text(form, name, _LONGEST_ALT) for name in form if name.startswith("alt_")}
    asked = visitor_of(request).api.describe_picture(request.path_params["product_id"], picture_id, alt)
    return await _act(request, asked, f"words-{picture_id}", form, "text-kept")


async def agree(request: Request) -> Response:
    """Who in the picture agreed, until when; or nobody any more."""
    api, product_id = visitor_of(request).api, request.path_params["product_id"]
    form = await forms.read_form(request)
    picture_id = forms.text(form, "picture", 64)
    if forms.text(form, "mode", 10) == "withdraw":
        asked, said = api.withdraw_picture(product_id, picture_id), "consent-withdrawn"
    else:
        given_by, ends_on = forms.text(form, "consent_by"), forms.text(form, "consent_ends_on", 10)
        asked, said = api.agree_to_picture(product_id, picture_id, given_by, ends_on), "consent-kept"
    return await _act(request, asked, f"consent-{picture_id}", form, said)


async def take_off(request: Request) -> Response:
    form = await forms.read_form(request)
    picture_id = forms.text(form, "picture", 64)
    asked = visitor_of(request).api.take_off_picture(request.path_params["product_id"], picture_id)
    return await _act(request, asked, f"order-{picture_id}", form, "picture-taken-off")


async def _act(request: Request, asked: Awaitable[object], at: str, form: FormData, said: str) -> Response:
    desk_id, product_id = request.path_params["organisation_id"], request.path_params["product_id"]
    then = done(f"/desk/{desk_id}/products/{product_id}/pictures", said)
    return await attempt(request, asked, at=at, form=form, again=_pictures, then=then)


_AT = "/desk/{organisation_id}/products/{product_id}/pictures"

ROUTES = [
    Route(_AT, pictures),
    Route(_AT, bring, methods=["POST"]),
    Route(f"{_AT}/order", move, methods=["POST"]),
    Route(f"{_AT}/words", describe, methods=["POST"]),
    Route(f"{_AT}/consent", agree, methods=["POST"]),
    Route(f"{_AT}/take-off", take_off, methods=["POST"]),
]
