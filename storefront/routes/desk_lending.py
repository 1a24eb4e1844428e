"""What stewards do with the money of their funds: lend it, screen where it goes, place what lies idle."""

import asyncio

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, wrong
from storefront.amounts import NotAnAmount, read_amount, read_percent
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.routes.desk_goods import NO_AMOUNT
from storefront.routes.prefinance import NO_SHARE

_ACTS = frozenset({"grant", "decline", "write_off"})


async def own_funds(request: Request) -> Response:
    """The funds of the organisation."""
    desk = await desk_membership(request)
    found = await visitor_of(request).api.own_rounds(desk.id)
    return page(request, "desk_funds.html", desk=desk, funds=found.funds)


async def own_fund(request: Request) -> Response:
    return await _own_fund(request, Refused())


async def _own_fund(request: Request, refused: Refused) -> Response:
    api, desk, fund_id = visitor_of(request).api, await desk_membership(request), request.path_params["fund_id"]
    own = await api.own_rounds(desk.id)
    if fund_id not in {fund.id for fund in own.funds}:
        raise HTTPException(404)
    lending, asked, places = await asyncio.gather(
        api.lending(fund_id), api.asked_of_fund(fund_id, request.query_params.get("cursor")), api.money_places()
    )
    return page(
        request,
        "desk_lending.html",
        status=refused.status,
        desk=desk,
        lending=lending,
        asked=asked,
        places=places.data,
        key=refused.typed("place", "key") or forms.new_key(),
        refused=refused,
    )


async def set_terms(request: Request) -> Response:
    """Say by which terms the fund lends from now on."""
    form = await forms.read_form(request)
    try:
        share, interest = (read_percent(forms.text(form, name, 8)) for name in ("share", "interest"))
    except NotAnAmount:
        return await _own_fund(request, wrong(request, NO_SHARE, at="terms", given=forms.typed_texts(form)))
    asked = visitor_of(request).api.set_lending_terms(request.path_params["fund_id"], share, interest)
    then = _back(request, "lending-terms-set")
    return await attempt(request, asked, at="terms", form=form, again=_own_fund, then=then)


async def decide(request: Request) -> Response:
    """Grant a wish or give money up, with a second person, or decline."""
    form = await forms.read_form(request)
    prefinance_id, act = forms.text(form, "prefinance", 64), forms.text(form, "act", 10)
    if act not in _ACTS:
        raise HTTPException(404)
    asked = visitor_of(request).api.decide_prefinance(prefinance_id, act, forms.text(form, "reason", 200))
    at, then = f"prefinance-{prefinance_id}", _back(request, "prefinance-decided")
    return await attempt(request, asked, at=at, form=form, again=_own_fund, then=then)


async def screen(request: Request) -> Response:
    """Keep the fund's money out of something, or let it into something only; or end a screen."""
    form = await forms.read_form(request)
    api, screen_id = visitor_of(request).api, forms.text(form, "screen", 64)
    if screen_id:
        at, then = f"screen-{screen_id}", _back(request, "screen-ended")
        return await attempt(request, api.end_screen(screen_id), at=at, form=form, again=_own_fund, then=then)
    body = {name: forms.text(form, name, longest) for name, longest in _SCREEN.items()}
    asked = api.add_screen(request.path_params["fund_id"], body)
    then = _back(request, "screen-added")
    return await attempt(request, asked, at="screen", form=form, again=_own_fund, then=then)


async def place(request: Request) -> Response:
    """Put idle money into a place, or take it back."""
    form = await forms.read_form(request)
    currency = forms.text(form, "currency", 3)
    try:
        amount = read_amount(forms.text(form, "amount", 20), currency).amount
    except NotAnAmount:
        return await _own_fund(request, wrong(request, NO_AMOUNT, at="place", given=forms.typed_texts(form)))
    body = {
        "place_id": forms.text(form, "place", 64),
        "amount": -amount if forms.text(form, "way", 10) == "back" else amount,
        "currency": currency,
    }
    asked = visitor_of(request).api.place_money(request.path_params["fund_id"], body, _key(form))
    return await attempt(request, asked, at="place", form=form, again=_own_fund, then=_back(request, "money-placed"))


_SCREEN = {"use": 20, "side": 20, "term": 100, "reason": 200}


def _key(form: FormData) -> str:
    return forms.text(form, "key", 64) or forms.new_key()


def _back(request: Request, said: str) -> Response:
    return done(f"/desk/{request.path_params['organisation_id']}/funds/{request.path_params['fund_id']}", said)


_AT = "/desk/{organisation_id}/funds/{fund_id}"
ROUTES = [
    Route("/desk/{organisation_id}/funds", own_funds),
    Route(_AT, own_fund),
    Route(f"{_AT}/terms", set_terms, methods=["POST"]),
    Route(f"{_AT}/decisions", decide, methods=["POST"]),
    Route(f"{_AT}/screens", screen, methods=["POST"]),
    Route(f"{_AT}/placements", place, methods=["POST"]),
]
