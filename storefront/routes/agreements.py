"""Trade agreements as everybody reads them, and as their parties sign and keep them; prefinance of a producer."""

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

_CURRENCY = "EUR"


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
    """Sign the text that was shown, or decline it."""
    form = await forms.read_form(request)
    api, own = visitor_of(request).api, request.path_params["organisation_id"]
    agreement_id = request.path_params["agreement_id"]
    if forms.text(form, "answer", 10) == "sign":
        asked, said = api.sign_agreement(agreement_id, own, forms.text(form, "sha256", 64)), "agreement-signed"
    else:
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
            body["value"] = read_amount(typed, _CURRENCY).amount
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


async def prefinance(request: Request) -> Response:
    return await _prefinance(request, Refused())


async def _prefinance(request: Request, refused: Refused) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    found = await api.prefinance(desk.id)
    return page(
        request,
        "desk_prefinance.html",
        status=refused.status,
        desk=desk,
        found=found.data,
        key=forms.new_key(),
        refused=refused,
    )


async def repay(request: Request) -> Response:
    """Repay sooner, as much as one likes, or take back a wish that nobody has answered."""
    form = await forms.read_form(request)
    prefinance_id = forms.text(form, "prefinance", 64)
    at, api = f"prefinance-{prefinance_id}", visitor_of(request).api
    path = f"/desk/{request.path_params['organisation_id']}/money/prefinance"
    if forms.text(form, "act", 10) == "withdraw":
        then = done(path, "prefinance-withdrawn")
        asked = api.withdraw_prefinance(prefinance_id)
        return await attempt(request, asked, at=at, form=form, again=_prefinance, then=then)
    typed = forms.text(form, "at_most", 20)
    try:
        at_most = read_amount(typed, _CURRENCY).amount if typed else None
    except NotAnAmount:
        return await _prefinance(request, wrong(request, NO_AMOUNT, at=at, given=forms.typed_texts(form)))
    asked = api.repay_prefinance(prefinance_id, at_most, forms.text(form, "key", 64) or forms.new_key())
    then = done(path, "prefinance-repaid")
    return await attempt(request, asked, at=at, form=form, again=_prefinance, then=then)


_OWN = "/desk/{organisation_id}/agreements/{agreement_id}"
ROUTES = [
    Route("/agreements", agreements),
    Route("/agreements/{agreement_id}", agreement),
    Route("/desk/{organisation_id}/agreements", own_agreements),
    Route(_OWN, own_agreement),
    Route(_OWN, answer, methods=["POST"]),
    Route(_OWN + "/deliveries", deliver, methods=["POST"]),
    Route(_OWN + "/answers", confirm, methods=["POST"]),
    Route("/desk/{organisation_id}/money/prefinance", prefinance),
    Route("/desk/{organisation_id}/money/prefinance", repay, methods=["POST"]),
]
