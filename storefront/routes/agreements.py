"""Trade agreements as everybody reads them, and as their parties sign and keep them."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, wrong
from storefront.amounts import NotAnAmount, read_amount
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.routes.desk_goods import NO_AMOUNT


async def agreements(request: Request) -> Response:
    found = await visitor_of(request).api.agreements(request.query_params.get("cursor"))
    return page(request, "agreements.html", is_public=True, agreements=found)


async def agreement(request: Request) -> Response:
    """One version that all have signed, and the balance of the whole agreement."""
    api, agreement_id = visitor_of(request).api, request.path_params["agreement_id"]
    found, balance = await asyncio.gather(api.agreement(agreement_id), api.agreement_balance(agreement_id))
    return page(request, "agreement.html", is_public=True, found=found, balance=balance)


async def own_agreements(request: Request) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    found = await api.own_agreements(desk.id, request.query_params.get("cursor"))
    return page(request, "desk_agreements.html", desk=desk, agreements=found)


async def own_agreement(request: Request) -> Response:
    return await _own_agreement(request, Refused())


async def _own_agreement(request: Request, refused: Refused) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    found = await api.agreement(request.path_params["agreement_id"])
    return page(
        request,
        "desk_agreement.html",
        status=refused.status,
        desk=desk,
        found=found,
        key=forms.new_key(),
        refused=refused,
    )


async def answer(request: Request) -> Response:
    """Sign the text that was shown, decline it or take a signature back, or end what all signed."""
    form = await forms.read_form(request)
    api, own = visitor_of(request).api, request.path_params["organisation_id"]
    agreement_id = request.path_params["agreement_id"]
    match forms.text(form, "answer", 10):
        case "sign":
            asked, said = api.sign_agreement(agreement_id, own, forms.text(form, "sha256", 64)), "agreement-signed"
        case "end":
            asked, said = api.end_agreement(agreement_id, own, forms.text(form, "reason", 200)), "agreement-ended"
        case _:
            asked, said = api.decline_agreement(agreement_id, own), "agreement-declined"
    return await attempt(request, asked, at="answer", form=form, again=_own_agreement, then=_back(request, said))


async def deliver(request: Request) -> Response:
    """Say what was given or received of a commitment."""
    form = await forms.read_form(request)
    commitment_id = forms.text(form, "commitment", 64)
    at = f"commitment-{commitment_id}"
    body: dict[str, object] = {
        "organisation_id": request.path_params["organisation_id"],
        "quantity": forms.text(form, "quantity", 16).replace(",", "."),
        "delivered_on": forms.text(form, "delivered_on", 10),
        "note": forms.text(form, "note", 500),
    }
    typed = forms.text(form, "value", 20)
    try:
        if typed:
            body["value"] = read_amount(typed, forms.text(form, "currency", 3)).amount
    except NotAnAmount:
        return await _own_agreement(request, wrong(request, NO_AMOUNT, at=at, given=forms.typed_texts(form)))
    key = forms.text(form, "key", 80) or forms.new_key()
    asked = visitor_of(request).api.state_delivery(commitment_id, body, key)
    then = _back(request, "delivery-stated")
    return await attempt(request, asked, at=at, form=form, again=_own_agreement, then=then)


async def confirm(request: Request) -> Response:
    """Answer what the other side stated."""
    form = await forms.read_form(request)
    delivery_id = forms.text(form, "delivery", 64)
    is_right = forms.text(form, "answer", 10) == "confirm"
    asked = visitor_of(request).api.answer_delivery(delivery_id, is_right=is_right)
    then = _back(request, "delivery-answered")
    at = f"delivery-{delivery_id}"
    return await attempt(request, asked, at=at, form=form, again=_own_agreement, then=then)


def _back(request: Request, said: str) -> Response:
    own, agreement_id = request.path_params["organisation_id"], request.path_params["agreement_id"]
    return done(f"/desk/{own}/agreements/{agreement_id}", said)


_OWN = "/desk/{organisation_id}/agreements/{agreement_id}"
ROUTES = [
    Route("/agreements", agreements),
    Route("/agreements/{agreement_id}", agreement),
    Route("/desk/{organisation_id}/agreements", own_agreements),
    Route(_OWN, own_agreement),
    Route(_OWN, answer, methods=["POST"]),
    Route(_OWN + "/deliveries", deliver, methods=["POST"]),
    Route(_OWN + "/answers", confirm, methods=["POST"]),
]
