"""Money of funds ahead of a harvest, as a producer asks for it and repays it."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, wrong
from storefront.amounts import NotAnAmount, read_amount, read_percent
from storefront.client import Api
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.parties import NO_PARTY, find_party, name_in
from storefront.routes.desk import desk_membership
from storefront.routes.desk_goods import NO_AMOUNT
from storefront.shapes.lending import Lending
from storefront.words import N_

NO_SHARE = N_("Write a number of per cent, such as 7.5.")
_ASK = "ask"
_SIGNED = frozenset({"signed", "in_force"})


async def prefinance(request: Request) -> Response:
    return await _prefinance(request, Refused())


async def _prefinance(request: Request, refused: Refused) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    found, lending, parties = await asyncio.gather(
        api.prefinance(desk.id, request.query_params.get("cursor")), _lending(api), _parties(api, desk.id)
    )
    return page(
        request,
        "desk_prefinance.html",
        status=refused.status,
        desk=desk,
        found=found,
        lending=lending,
        parties=parties,
        key=refused.typed(_ASK, "key") or forms.new_key(),
        refused=refused,
    )


async def _lending(api: Api) -> list[Lending]:
    """The funds that give prefinance now."""
    investing = [fund.id for fund in await api.funds() if "investment" in fund.uses and fund.closed_on is None]
    return [one for one in await asyncio.gather(*map(api.lending, investing)) if one.terms is not None]


async def _parties(api: Api, organisation_id: str) -> list[tuple[str, str]]:
    """Whom the producer has signed an agreement with that holds now or will, by id and name."""
    signed = [one for one in (await api.own_agreements(organisation_id, None)).data if one.state in _SIGNED]
    found = {party_id: name for one in signed for party_id, name in zip(one.party_ids, one.parties, strict=False)}
    found.pop(organisation_id, None)
    return sorted(found.items(), key=lambda one: one[1])


async def ask(request: Request) -> Response:
    """Ask a fund for money ahead of an order."""
    form = await forms.read_form(request)
    given = forms.typed_texts(form)
    fund_id, _, currency = forms.text(form, "fund", 80).partition(" ")
    try:
        amounts = {name: read_amount(forms.text(form, name, 20), currency).amount for name in ("amount", "expected")}
    except NotAnAmount:
        return await _prefinance(request, wrong(request, NO_AMOUNT, at=_ASK, given=given))
    try:
        shares = {f"{name}_bps": read_percent(forms.text(form, name, 8) or "0") for name in ("repay", "interest")}
    except NotAnAmount:
        return await _prefinance(request, wrong(request, NO_SHARE, at=_ASK, given=given))
    buyer_id, page_of_buyer = forms.text(form, "buyer", 64), forms.text(form, "buyer_page", 300)
    if page_of_buyer:
        buyer = await find_party(visitor_of(request).api, name_in(page_of_buyer))
        if buyer is None:
            return await _prefinance(request, wrong(request, NO_PARTY, at=_ASK, given=given))
        buyer_id = buyer.id
    body = {
        "fund_id": fund_id,
        "currency": currency,
        "what": forms.text(form, "what", 200),
        "due_on": forms.text(form, "due_on", 10),
        **amounts,
        **shares,
        **({"buyer_id": buyer_id} if buyer_id else {}),
    }
    organisation_id = request.path_params["organisation_id"]
    asked = visitor_of(request).api.ask_prefinance(
        organisation_id, body, forms.text(form, "key", 64) or forms.new_key()
    )
    then = done(_at(request), "prefinance-asked")
    return await attempt(request, asked, at=_ASK, form=form, again=_prefinance, then=then)


async def repay(request: Request) -> Response:
    """Repay sooner, as much as one likes, or take back a wish that nobody has answered."""
    form = await forms.read_form(request)
    prefinance_id = forms.text(form, "prefinance", 64)
    at, api = f"prefinance-{prefinance_id}", visitor_of(request).api
    if forms.text(form, "act", 10) == "withdraw":
        then = done(_at(request), "prefinance-withdrawn")
        asked = api.withdraw_prefinance(prefinance_id)
        return await attempt(request, asked, at=at, form=form, again=_prefinance, then=then)
    typed = forms.text(form, "at_most", 20)
    try:
        at_most = read_amount(typed, forms.text(form, "currency", 3)).amount if typed else None
    except NotAnAmount:
        return await _prefinance(request, wrong(request, NO_AMOUNT, at=at, given=forms.typed_texts(form)))
    asked = api.repay_prefinance(prefinance_id, at_most, forms.text(form, "key", 64) or forms.new_key())
    then = done(_at(request), "prefinance-repaid")
    return await attempt(request, asked, at=at, form=form, again=_prefinance, then=then)


def _at(request: Request) -> str:
    return f"/desk/{request.path_params['organisation_id']}/money/prefinance"


_HOME = "/desk/{organisation_id}/money/prefinance"
ROUTES = [
    Route(_HOME, prefinance),
    Route(_HOME, repay, methods=["POST"]),
    Route(f"{_HOME}/wishes", ask, methods=["POST"]),
]
